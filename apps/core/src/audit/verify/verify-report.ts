/** What can be wrong; the code is for ever. */
export type ProblemCode =
  /** The entry is not what was written: its hash does not fit. */
  | 'journal.changed'
  /** It does not follow the entry before it: exchanged, or the one before was changed together with its hash. */
  | 'journal.broken-link'
  /** Entries are gone from the middle of a chain. */
  | 'journal.gap'
  /** A checkpoint or an anchor knows an entry that is not there: the end of a chain was cut off. */
  | 'journal.truncated'
  /** A checkpoint or an anchor knows this entry with another hash: the chain was written anew. */
  | 'journal.rewritten'
  /** The anchor in the data folder is not ours any more. */
  | 'journal.anchor-changed'
  | 'journal.anchor-missing'
  | 'interaction.changed'
  | 'interaction.missing'
  /** A row that was never put on record. */
  | 'interaction.unrecorded'
  | 'recording.changed'
  | 'recording.missing'
  | 'recording.unrecorded'
  | 'message-change.changed'
  | 'message-change.missing'
  | 'message-change.unrecorded'
  | 'message-media.changed'
  | 'message-media.missing'
  | 'message-media.unrecorded'
  | 'evidence.corrupt'
  | 'evidence.missing'
  | 'evidence.other-key';

export interface Problem {
  code: ProblemCode;
  /** Number of the journal entry; null where there is none. */
  seq: number | null;
  interactionId: string | null;
  /** Only where it is about a recording. */
  recordingId?: string;
  /** Of a message's change or media. */
  rowId?: string;
}

export interface VerifyReport {
  entries: number;
  interactions: number;
  recordings: number;
  /** What happened to chat messages afterwards, and what they carried. */
  messageChanges: number;
  messageMedia: number;
  checkpoints: number;
  anchors: number;
  /** Originals, sounds and peaks decrypted and hashed; 0 in a quick check. */
  evidence: number;
  /** In the order of the journal, then what is missing from it; at most a hundred. */
  problems: Problem[];
  tookMs: number;
}

export const mostProblems = 100;
