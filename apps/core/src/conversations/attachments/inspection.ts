import type { Sha256 } from '#libs/contracts';
import type { ReaderSettings } from '../reading/reading-task.js';

/** What a worker thread is given once. */
export interface InspectorSettings extends ReaderSettings {
  /** Where clamd listens; null: none is set. */
  readonly clamd: string | null;
}

/** An attachment that waits for something. */
export interface WantedPart {
  readonly n: number;
  readonly type: string;
  readonly name: string;
  readonly text: boolean;
  readonly scan: boolean;
}

/** All of one interaction that is looked at in one go. */
export interface InspectionTask {
  readonly sha256: Sha256;
  /** `letter`: the parts are in it; `file`: it is the part itself. */
  readonly is: 'letter' | 'file';
  readonly parts: readonly WantedPart[];
}

/** What was found; of what was not asked for, or could not be asked just now, nothing. Sealed where it was read. */
export interface InspectedPart {
  readonly n: number;
  readonly text: {
    readonly state: 'done' | 'too-big' | 'failed' | 'none';
    readonly code: string | null;
    readonly sealed: Uint8Array | null;
    /** As PostgreSQL reads a tsvector. */
    readonly lexemes: string;
  } | null;
  readonly scan: { readonly state: 'clean' | 'infected' | 'unscannable'; readonly threat: string | null } | null;
}

/** `failed`: the original cannot be had. An error crosses threads as plain data. */
export type InspectionOutcome =
  | { readonly is: 'inspected'; readonly parts: readonly InspectedPart[]; readonly scannerAway: string | null }
  | { readonly is: 'failed'; readonly code: string; readonly mayPass: boolean };
