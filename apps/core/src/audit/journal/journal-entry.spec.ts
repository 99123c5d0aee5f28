import { createHash } from 'node:crypto';
import { canonicalHash, chain, genesisHash, hashOf, type JournalEntry } from './journal-entry.js';

const read = (n: number): JournalEntry => ({
  kind: 'audit',
  action: 'card.read',
  actorId: null,
  subjectId: null,
  clientId: null,
  body: { z: n, a: ['й', 1.5] },
});
const at = new Date('2026-11-22T12:00:00.123Z');

describe('the hash of an entry', () => {
  it('is SHA-256 over the previous hash and the canonical JSON, so that a stranger can compute it', () => {
    const canonical =
      '{"action":"card.read","actorId":null,"at":"2026-11-22T12:00:00.123Z","body":{"a":["й",1.5],"z":7},"clientId":null,' +
      '"kind":"audit","seq":8,"subjectId":null}';
    const expected = createHash('sha256').update(genesisHash).update(canonical).digest('hex');
    expect(hashOf(genesisHash, { ...read(7), seq: 8, at: '2026-11-22T12:00:00.123Z' })).toBe(expected);
  });

  it('does not depend on the order in which members were written', () => {
    expect(canonicalHash({ a: 1, b: { d: 2, c: 3 } })).toBe(canonicalHash({ b: { c: 3, d: 2 }, a: 1 }));
    expect(canonicalHash({ a: 1 })).not.toBe(canonicalHash({ a: 2 }));
  });
});

describe('chain', () => {
  it('numbers by eights and links each entry to the one before', () => {
    const entries = chain({ lane: 3, seq: 11, hash: 'f'.repeat(64) }, [read(1), read(2), read(3)], at);
    expect(entries.map((entry) => entry.seq)).toEqual([19, 27, 35]);
    expect(entries[0]!.prevHash).toBe('f'.repeat(64));
    expect(entries[1]!.prevHash).toBe(entries[0]!.hash);
    expect(entries[2]!.prevHash).toBe(entries[1]!.hash);
    expect(new Set(entries.map((entry) => entry.hash)).size).toBe(3);
  });
});
