import { z } from 'zod';
import { Bug, OperationalError } from '#libs/errors';
import { defineEvent } from '#libs/contracts';
import type { Delivered, Envelope } from './bus.port.js';
import { ConsumerRunner } from './consumer-runner.js';

const happened = defineEvent('test.happened.v1', z.object({ n: z.string() }));
const envelope = (id: string, json = JSON.stringify({ n: id }), topic: string = happened.topic): Envelope => ({
  id,
  topic,
  json,
  attempt: 0,
});

function aRunner(batch: number | null, handle: (ids: string[]) => Promise<void>, limitMs?: number): ConsumerRunner {
  const given = (deliveries: readonly Delivered<unknown>[]) => handle(deliveries.map((d) => d.id));
  return new ConsumerRunner({ contract: happened, as: 'test.consumer', batch, handle: given }, limitMs);
}

describe('taking messages to a consumer', () => {
  it('hands over one at a time without a batch, in order', async () => {
    const calls: string[][] = [];
    const outcomes = await aRunner(null, async (ids) => void calls.push(ids)).run([envelope('a'), envelope('b')]);
    expect([calls, outcomes]).toEqual([
      [['a'], ['b']],
      [null, null],
    ]);
  });

  it('hands over as many together as the consumer wants', async () => {
    const calls: string[][] = [];
    await aRunner(2, async (ids) => void calls.push(ids)).run([envelope('a'), envelope('b'), envelope('c')]);
    expect(calls).toEqual([['a', 'b'], ['c']]);
  });

  it('lets others have their turn while many are read', async () => {
    let turns = 0;
    let next: NodeJS.Immediate;
    const turn = () => {
      turns++;
      next = setImmediate(turn);
    };
    turn();
    let before = 0;
    const many = Array.from({ length: 100 }, (_, n) => envelope(`${n}`));
    await aRunner(100, async () => void (before = turns)).run(many);
    clearImmediate(next!);
    expect(before).toBeGreaterThan(3);
  });

  it('tries a failed batch one by one, so that only the poison fails', async () => {
    const calls: string[][] = [];
    const runner = aRunner(3, async (ids) => {
      calls.push(ids);
      if (ids.includes('b')) throw new Bug('indigestible');
    });
    const outcomes = await runner.run([envelope('a'), envelope('b'), envelope('c')]);
    expect(outcomes.map((o) => o?.code ?? null)).toEqual([null, 'indigestible', null]);
    expect(calls).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
  });

  it('keeps what breaks the contract from the consumer', async () => {
    const calls: string[][] = [];
    const runner = aRunner(5, async (ids) => void calls.push(ids));
    const outcomes = await runner.run([
      envelope('a'),
      envelope('b', '{"n":1}'),
      envelope('c', '{'),
      envelope('d', undefined, 'test.other.v1'),
    ]);
    expect(outcomes.map((o) => o?.toWire() ?? null)).toEqual([
      null,
      { code: 'contract.broken', kind: 'bug', details: { topic: 'test.happened.v1', problems: ['n: invalid_type'] } },
      { code: 'contract.broken', kind: 'bug', details: { topic: 'test.happened.v1', problems: ['(whole): not JSON'] } },
      {
        code: 'contract.broken',
        kind: 'bug',
        details: { topic: 'test.other.v1', problems: ['(topic): not test.happened.v1'] },
      },
    ]);
    expect(calls).toEqual([['a']]);
  });

  it('does not wait for ever, and does not start anew what is still running', async () => {
    let calls = 0;
    const runner = aRunner(
      2,
      () => {
        calls += 1;
        return new Promise<void>(() => {});
      },
      20,
    );
    const outcomes = await runner.run([envelope('a'), envelope('b')]);
    expect(outcomes.map((o) => [o?.code, o?.kind])).toEqual([
      ['bus.handler-too-slow', 'operational'],
      ['bus.handler-too-slow', 'operational'],
    ]);
    expect(calls).toBe(1);
  });

  it('makes whatever was thrown an error of ours', async () => {
    const thrower = aRunner(null, async () => {
      throw new TypeError('x is not a function');
    });
    expect(await thrower.run([envelope('a')])).toMatchObject([{ code: 'unexpected', kind: 'bug' }]);
    const away = aRunner(null, async () => {
      throw new OperationalError('server.away');
    });
    expect(await away.run([envelope('a')])).toMatchObject([{ code: 'server.away', kind: 'operational' }]);
  });
});
