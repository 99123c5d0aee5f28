import { randomUUID } from 'node:crypto';
import type { ChannelId, WhatsappId } from '#libs/contracts';
import { eventually, silentLogger } from '#libs/testing';
import type { NumberFacts } from '../driver/driver.port.js';
import { CatchingUp } from './catching-up.js';
import type { SessionProcess } from './session-process.js';
import { usualWebTiming } from './timing.js';

const talliedTo = '2026-11-25T10:00:00.000Z';
const remembered = {
  linked: { since: talliedTo, number: '+380441234567', name: null, platform: null },
  heardFrom: '2026-11-20T00:00:00.000Z',
  historyTaken: true,
  talliedTo,
};

describe('a look back', () => {
  it('begins before what came live after an outage, and no later than the last look that was finished', async () => {
    const asked: unknown[] = [];
    const ask: SessionProcess['ask'] = (what, request) => {
      if (what === 'backFill') asked.push(request);
      const reply: unknown = { messages: 0 };
      return Promise.resolve(reply as never);
    };
    const known: [WhatsappId, Date][] = [
      ['380501112233', new Date('2026-11-25T11:30:00Z')],
      ['380502223344', new Date('2026-11-24T08:00:00Z')],
    ];
    const facts: Pick<NumberFacts, 'channelId'> = { channelId: randomUUID() as ChannelId };
    const catchingUp = new CatchingUp(
      {
        facts: () => facts as NumberFacts,
        folder: { remember: () => Promise.resolve() },
        process: { ask },
        sink: { cursors: () => Promise.resolve(new Map(known)) },
        timing: usualWebTiming,
        log: silentLogger(),
      },
      remembered,
    );
    catchingUp.now();
    await eventually(() => expect(asked).toHaveLength(1));
    expect(asked[0]).toMatchObject({
      cursors: [
        ['380501112233', '2026-11-25T09:50:00.000Z'],
        ['380502223344', '2026-11-24T07:50:00.000Z'],
      ],
    });
  });
});
