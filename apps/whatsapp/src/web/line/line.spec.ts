import { EventEmitter } from 'node:events';
import { z } from 'zod';
import { UserError } from '#libs/errors';
import { Line, LineBroken } from './line.js';

const asks = {
  double: { request: z.int(), reply: z.int() },
  refuse: { request: z.null(), reply: z.null() },
  lie: { request: z.null(), reply: z.int() },
  never: { request: z.null(), reply: z.null() },
};
const News = z.object({ is: z.literal('hello') });

/** Two processes that are one: what one sends the other gets, as JSON. */
class End extends EventEmitter {
  connected = true;
  peer!: End;

  send(message: unknown, callback: (error: Error | null) => void): boolean {
    const copy: unknown = JSON.parse(JSON.stringify(message));
    queueMicrotask(() => this.peer.emit('message', copy));
    callback(null);
    return true;
  }
}

function aPair() {
  const [here, there] = [new End(), new End()];
  here.peer = there;
  there.peer = here;
  const heard: unknown[] = [];
  const line = new Line(here, {}, asks, {}, { schema: News, take: (news) => heard.push(news) });
  const other = new Line(
    there,
    asks,
    {},
    {
      double: (n) => Promise.resolve(n * 2),
      refuse: () => Promise.reject(new UserError('whatsapp.media-expired')),
      lie: () => Promise.resolve('seven' as unknown as number),
      never: () => new Promise<null>(() => undefined),
    },
  );
  return { line, other, here, there, heard };
}

describe('the line between a session and us', () => {
  it('carries asks, answers and refusals by their code', async () => {
    const { line } = aPair();
    expect(await line.ask('double', 21, 1_000)).toBe(42);
    await expect(line.ask('refuse', null, 1_000)).rejects.toEqual(new UserError('whatsapp.media-expired'));
  });

  it('believes nothing: neither an ask, nor an answer, nor news', async () => {
    const { line, other, there, heard } = aPair();
    await expect(line.ask('double', 'x' as unknown as number, 1_000)).rejects.toMatchObject({
      code: 'whatsapp.line-bad-ask',
    });
    await expect(line.ask('lie', null, 1_000)).rejects.toThrow();
    other.tell({ is: 'hello' });
    other.tell({ is: 'goodbye' });
    there.send({ is: 'nothing known' }, () => undefined);
    there.send({ is: 'answer', n: 999, reply: 1 }, () => undefined);
    expect(await line.ask('double', 1, 1_000)).toBe(2);
    expect(heard).toEqual([{ is: 'hello' }]);
  });

  it('does not wait for ever, nor for somebody who has gone', async () => {
    const { line, here } = aPair();
    await expect(line.ask('never', null, 20)).rejects.toEqual(new LineBroken('silent'));
    const waiting = line.ask('never', null, 60_000);
    here.connected = false;
    here.emit('disconnect');
    await expect(waiting).rejects.toEqual(new LineBroken('gone'));
    await expect(line.ask('double', 1, 60_000)).rejects.toEqual(new LineBroken('gone'));
  });
});
