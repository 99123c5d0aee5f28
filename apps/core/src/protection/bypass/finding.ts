/**
 * What is looked for. The first three belong to somebody of ours; the next two to nobody that we know; the rest leads away from the company,
 * or is written to somebody who is no client.
 */
export const findingKinds = [
  ...(['private-number', 'private-address', 'private-handle'] as const),
  ...(['other-number', 'other-address'] as const),
  ...(['messenger-link', 'invitation', 'no-client'] as const),
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** The words it stands in, for whoever wrote them; never stored. */
  readonly text: string;
  /** Whose it is, of the private ones. */
  readonly employeeId: string | null;
}

/** So many words around what was found are told. */
const around = 50;

export const wordsAround = (text: string, from: number, to: number): string =>
  text
    .slice(Math.max(0, from - around), to + around)
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed();
