import type { ChannelId, EvidenceRef } from '#libs/contracts';
import { canonicalHash } from '../../audit/journal/journal-entry.js';

/** The bytes of a message's picture, sound or file, once they are here: none of it changes then, and the journal holds its hash. */
export interface MessageMediaFacts {
  readonly id: string;
  readonly channelId: ChannelId;
  /** By the bytes, not by the sender's word. */
  readonly type: string;
  readonly name: string | null;
  readonly evidence: EvidenceRef;
}

/** How it is shown, where the bytes tell it. */
export interface MediaShape {
  readonly durationMs: number | null;
  /** Loudness, 0 to 100. */
  readonly waveform: readonly number[] | null;
  readonly width: number | null;
  readonly height: number | null;
}

/** SHA-256 over the canonical JSON: a changed row no longer fits its journal entry. */
export function messageMediaHash({ id, channelId, type, name, evidence }: MessageMediaFacts): string {
  return canonicalHash({
    id,
    ...{ channelId, type, name },
    ...{ evidenceSha256: evidence.sha256, evidenceSize: evidence.size },
  });
}
