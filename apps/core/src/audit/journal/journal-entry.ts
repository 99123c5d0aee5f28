import { hash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';

// The package's types describe an ES module, its file is CommonJS: at run time the default import is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** What somebody wants on record. Ids and codes only: the journal is kept for ever, so no name, address or word of a client stands in it. */
export interface JournalEntry {
  kind: 'interaction' | 'recording' | 'message-change' | 'message-media' | 'audit' | 'checkpoint';
  /** `card.read`, `interaction.captured`, `search`, … */
  action: string;
  /** The employee who did it; null for the machinery itself. */
  actorId: string | null;
  /** What it is about: for an interaction, a recording, a message's change or media that one, exactly one entry each. */
  subjectId: string | null;
  clientId: string | null;
  body: JsonObject;
}

/** An entry in its place: the whole of what its hash covers, and the hash. */
export interface ChainedEntry extends JournalEntry {
  seq: number;
  /** To the millisecond, ISO 8601 in UTC. */
  at: string;
  prevHash: string;
  hash: string;
}

/** Where a chain ends: the next entry of it gets `seq + lanes` and links to `hash`. */
export interface LaneHead {
  lane: number;
  seq: number;
  hash: string;
}

/** So many chains lie interleaved: entry n belongs to chain n mod 8 and links to entry n - 8. Fixed for ever by what is written. */
export const lanes = 8;

/** What the first entry of each chain links to. Chain k begins with entry k + 8. */
export const genesisHash = '0'.repeat(64);

/** SHA-256 over the previous hash (64 hex digits, as text) and the RFC 8785 canonical JSON of the entry without its two hashes. */
export function hashOf(prevHash: string, entry: Omit<ChainedEntry, 'prevHash' | 'hash'>): string {
  const { head, tail } = aroundNumber(entry, entry.at);
  return hash('sha256', prevHash + head + entry.seq + tail);
}

/**
 * The canonical JSON of an entry that has no number yet: what stands before it and after it. Whoever numbers hashes `head + seq + tail`.
 * Of an entry's members only `subjectId` sorts after `seq`.
 */
export function aroundNumber(
  { kind, action, actorId, subjectId, clientId, body }: JournalEntry,
  at: string,
): { head: string; tail: string } {
  const before = canonicalJson({ kind, action, actorId, clientId, at, body });
  return { head: `${before.slice(0, -1)},"seq":`, tail: `,"subjectId":${JSON.stringify(subjectId)}}` };
}

/** SHA-256 of the RFC 8785 canonical JSON, 64 hex digits. */
export function canonicalHash(value: JsonObject): string {
  return hash('sha256', canonicalJson(value));
}

/** The entries that follow `head` in its chain: what `core.append_to_journal` does, in words of this program, to hold the two against each other. */
export function chain(head: LaneHead, entries: readonly JournalEntry[], at: Date): ChainedEntry[] {
  let { seq, hash: prevHash } = head;
  return entries.map((entry) => {
    seq += lanes;
    const placed = { ...entry, seq, at: at.toISOString() };
    const chained = { ...placed, prevHash, hash: hashOf(prevHash, placed) };
    prevHash = chained.hash;
    return chained;
  });
}

function canonicalJson(value: JsonObject): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Only an object has a canonical form here');
  return text;
}
