import { factsHash } from '../../conversations/interaction-facts.js';
import { genesisHash, hashOf, lanes, type LaneHead } from '../journal/journal-entry.js';
import { messageChangeHash } from '../../conversations/messages/message-change-facts.js';
import { messageMediaHash } from '../../conversations/messages/message-media-facts.js';
import { recordingHash } from '../../recordings/recording-facts.js';
import type { Problem, ProblemCode } from './verify-report.js';
import type { JournalRow } from './verify.repository.js';

/** Goes along all chains at once, in the order of the numbers, and holds nothing but their eight ends. */
export class ChainWalk {
  private readonly ends: { seq: number; hash: string }[] = Array.from({ length: lanes }, (_, lane) => ({
    seq: lane,
    hash: genesisHash,
  }));

  /** @returns what is wrong with this entry, if anything: the first thing that is found */
  step(row: JournalRow): Problem | null {
    const end = this.ends[row.seq % lanes]!;
    const problem = problemOf(row, end);
    // After a fault the walk goes on from what stands there, so that one changed entry is one problem and not all that follow.
    end.seq = row.seq;
    end.hash = row.hash;
    return problem;
  }
}

function problemOf(row: JournalRow, end: { seq: number; hash: string }): Problem | null {
  const { seq, subjectId, facts } = row;
  const interactionId = row.kind === 'interaction' ? subjectId : null;
  const found = (code: ProblemCode, at = seq): Problem => ({
    code,
    seq: at,
    interactionId: at === seq ? interactionId : null,
  });
  if (seq !== end.seq + lanes) return found('journal.gap', end.seq + lanes);
  if (hashOf(row.prevHash, row) !== row.hash) return found('journal.changed');
  if (row.prevHash !== end.hash) return found('journal.broken-link');
  if (row.kind === 'recording') return problemOfRecording(row);
  if (row.kind === 'message-change' || row.kind === 'message-media') return problemOfMessage(row, row.kind);
  if (row.kind !== 'interaction') return null;
  if (facts === null) return found('interaction.missing');
  return factsHash(facts) === row.body['factsSha256'] ? null : found('interaction.changed');
}

function problemOfRecording({ seq, subjectId, recording, body }: JournalRow): Problem | null {
  const found = (code: ProblemCode): Problem => ({ code, seq, interactionId: null, recordingId: subjectId ?? '' });
  if (recording === null) return found('recording.missing');
  return recordingHash(recording) === body['factsSha256'] ? null : found('recording.changed');
}

function problemOfMessage(
  { seq, subjectId, messageChange, messageMedia, body }: JournalRow,
  kind: 'message-change' | 'message-media',
): Problem | null {
  const found = (code: ProblemCode): Problem => ({ code, seq, interactionId: null, rowId: subjectId ?? '' });
  const facts = kind === 'message-change' ? messageChange : messageMedia;
  if (facts === null) return found(`${kind}.missing`);
  const hash = messageChange === null ? messageMediaHash(messageMedia!) : messageChangeHash(messageChange);
  return hash === body['factsSha256'] ? null : found(`${kind}.changed`);
}

/** The ends of the chains that a checkpoint wrote down. */
export function headsOf(row: JournalRow): LaneHead[] {
  const heads = row.body['heads'] as unknown as LaneHead[] | undefined;
  return row.kind === 'checkpoint' && Array.isArray(heads) ? heads : [];
}
