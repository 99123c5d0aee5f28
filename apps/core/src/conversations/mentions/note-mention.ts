import type { EmployeeId } from '#libs/contracts';

/** Somebody who is named in a note. By id; how they were called when it was written is how they stand in its words. */
export type NoteMention = {
  readonly id: EmployeeId;
  readonly as: string;
};

/** What the header of a note says, beside nothing else. */
export type NoteHeader = {
  readonly mentions: readonly NoteMention[];
};

/** @param header of an interaction of whatever kind */
export const mentionsOf = (header: object): readonly NoteMention[] =>
  'mentions' in header ? (header as NoteHeader).mentions : [];

/** Of those who were picked, whoever still stands in the words. */
export const stillNamed = <T extends { name: string }>(text: string, picked: readonly T[]): T[] =>
  picked.filter(({ name }) => text.includes(`@${name}`));
