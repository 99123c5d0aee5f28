import type { CallId, EvidenceRef, RecordingId, RecordingKept } from '#libs/contracts';
import { canonicalHash } from '../audit/journal/journal-entry.js';

export interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A recording as it was kept; none of it ever changes, and the journal holds the hash of all of it. */
export interface RecordingFacts {
  readonly id: RecordingId;
  readonly callId: CallId;
  readonly kind: RecordingKept['kind'];
  readonly startedAt: Date;
  readonly durationMs: number;
  /** `audio/flac`, `audio/ogg; codecs=opus`, `audio/wav` */
  readonly type: string;
  /** 2: the client is the left channel, the company the right one. */
  readonly lanes: number;
  readonly sound: EvidenceRef;
  readonly peaks: EvidenceRef;
  readonly originals: readonly EvidenceRef[];
  readonly pauses: readonly Pause[];
  readonly cut: boolean;
  readonly keptAt: Date;
}

/** SHA-256 over the canonical JSON: a changed row no longer fits its journal entry. */
export function recordingHash(facts: RecordingFacts): string {
  const { id, callId, kind, durationMs, type, lanes, cut } = facts;
  const ref = ({ sha256, size }: EvidenceRef) => ({ sha256, size });
  return canonicalHash({
    id,
    ...{ callId, kind, durationMs, type, lanes, cut },
    startedAt: facts.startedAt.toISOString(),
    keptAt: facts.keptAt.toISOString(),
    sound: ref(facts.sound),
    peaks: ref(facts.peaks),
    originals: facts.originals.map(ref),
    pauses: facts.pauses.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
  });
}

export const factsOf = (kept: RecordingKept, keptAt: Date): RecordingFacts => ({
  id: kept.recordingId,
  ...{ callId: kept.callId, kind: kept.kind, startedAt: new Date(kept.startedAt) },
  ...{ durationMs: kept.durationMs, type: kept.type, lanes: kept.lanes, sound: kept.evidence, peaks: kept.peaks },
  ...{ originals: kept.originals, pauses: kept.pauses, cut: kept.cut, keptAt },
});

/** As PostgreSQL gives the columns of `recording` (see `recordingColumns`). */
export interface RecordingColumns {
  id: RecordingId;
  callId: CallId;
  kind: RecordingKept['kind'];
  startedAt: Date;
  durationMs: number;
  type: string;
  lanes: number;
  sha256: EvidenceRef['sha256'];
  size: string;
  peaksSha256: EvidenceRef['sha256'];
  peaksSize: string;
  originals: EvidenceRef[];
  pauses: Pause[];
  cut: boolean;
  keptAt: Date;
}

/** SQL: what `factsOfColumns` takes, of the table `recording` under this alias. */
export const recordingColumns = (r: string): string =>
  `${r}.id, ${r}.call_id as "callId", ${r}.kind, ${r}.started_at as "startedAt", ${r}.duration_ms as "durationMs", ${r}.type, ${r}.lanes, ` +
  `${r}.sha256, ${r}.size, ${r}.peaks_sha256 as "peaksSha256", ${r}.peaks_size as "peaksSize", ${r}.originals, ${r}.pauses, ${r}.cut, ` +
  `${r}.kept_at as "keptAt"`;

export function factsOfColumns(row: RecordingColumns): RecordingFacts {
  const { sha256, size, peaksSha256, peaksSize, ...rest } = row;
  return {
    ...rest,
    sound: { sha256, size: Number(size) },
    peaks: { sha256: peaksSha256, size: Number(peaksSize) },
  };
}
