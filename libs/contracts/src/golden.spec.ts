import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import * as contracts from './index.js';
import { defineEvent, type AskContract, type MessageContract } from './define.js';

type Contract = MessageContract | AskContract;

/** What has once been sent under a topic. Samples are added, and never changed or taken away. */
type Golden = { samples: unknown[] } | { requests: unknown[]; replies: unknown[] };

const folder = join(import.meta.dirname, 'golden');
const isContract = (value: unknown): value is Contract =>
  typeof value === 'object' && value !== null && 'topic' in value;
const all = Object.values<unknown>(contracts).filter(isContract);
const read = (topic: string) => JSON.parse(readFileSync(join(folder, `${topic}.json`), 'utf8')) as Golden;

/** Why a sample is no longer understood as it was meant; null when it is. */
function trouble(schema: z.ZodType, sample: unknown): string | null {
  const parsed = schema.safeParse(sample);
  if (!parsed.success) return z.prettifyError(parsed.error);
  // A field that has left the contract would be dropped in silence.
  try {
    expect(parsed.data).toMatchObject(sample as object);
    return null;
  } catch {
    return 'a field of the sample is not in the contract any more';
  }
}

function troubles(contract: Contract, golden: Golden): (string | null)[] {
  if (contract.is !== 'ask')
    return 'samples' in golden ? golden.samples.map((s) => trouble(contract.schema, s)) : ['no samples'];
  if (!('requests' in golden)) return ['no requests'];
  return [
    ...golden.requests.map((request) => trouble(contract.request, request)),
    ...golden.replies.map((reply) => trouble(contract.reply, reply)),
  ];
}

describe('the contracts', () => {
  it.each(all.map((contract) => [contract.topic, contract] as const))(
    '%s reads whatever was sent under it',
    (topic, contract) => {
      const found = troubles(contract, read(topic));
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter((one) => one !== null)).toEqual([]);
    },
  );

  it('are all there that have ever been: a golden sample has its contract', () => {
    expect(readdirSync(folder).sort()).toEqual(all.map(({ topic }) => `${topic}.json`).sort());
  });

  it('have topics that are unique, name their owner and end in a version', () => {
    const topics = all.map(({ topic }) => topic);
    expect(topics.length).toBeGreaterThan(0);
    expect(new Set(topics).size).toBe(topics.length);
    const wrong = topics.filter(
      (topic) => !/^(core|mail|whatsapp|telephony)(\.[a-z][a-z-]*)+\.v[1-9][0-9]*$/.test(topic),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the golden samples say no', () => {
  const sample = { samples: [{ a: 'x' }] };
  const topic = 'core.test.v1';

  it('to a new field that is not optional', () => {
    const grown = defineEvent(topic, z.object({ a: z.string(), b: z.string() }));
    expect(troubles(grown, sample)).toEqual([expect.stringContaining('at b')]);
  });

  it('to a field that was taken away or renamed', () => {
    const shrunk = defineEvent(topic, z.object({ c: z.string().optional() }));
    expect(troubles(shrunk, sample)).toEqual(['a field of the sample is not in the contract any more']);
  });

  it('to a field that became narrower', () => {
    const narrowed = defineEvent(topic, z.object({ a: z.enum(['y']) }));
    expect(troubles(narrowed, sample)).toEqual([expect.stringContaining('at a')]);
  });

  it('and yes to a new field that is optional', () => {
    const grown = defineEvent(topic, z.object({ a: z.string(), b: z.string().optional() }));
    expect(troubles(grown, sample)).toEqual([null]);
  });
});
