import type { SendLetter } from '#libs/contracts';
import { eventually } from '#libs/testing';
import type { MailHouse } from './mail-house.js';
import { SendingHouse } from './sending-house.js';

let at: SendingHouse;

beforeAll(async () => {
  at = await SendingHouse.open();
});
afterAll(() => at.close());
beforeEach(() => at.aChannel());
afterEach(() => at.endChannel());

describe('the line breaks', () => {
  it.each(['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)(
    'at %s: certainly not delivered, so tried again',
    async (verb) => {
      at.world.break(verb, 'close', 1);
      const made = at.aSender();
      made.start();
      const letter = await at.order();
      await at.retried(letter);
      at.world.faults.clear();
      await made.renew(at.channelId);
      await at.ending(letter, 'sent');
      expect(at.world.letters).toHaveLength(1);
    },
  );

  it('by silence before the final dot: tried again', async () => {
    at.world.break('MAIL', 'silence', 1);
    const made = at.aSender();
    made.start();
    const letter = await at.order();
    await at.ending(letter, 'queued', 'mail.timeout');
    await made.renew(at.channelId);
    await at.ending(letter, 'sent');
  });

  it.each(['take-and-close', 'take-and-silence', 'close', 'silence'] as const)(
    'after the final dot (%s): unknown, and never sent again by guess',
    async (fault) => {
      at.world.break('dot', fault);
      const made = at.aSender();
      made.start();
      const letter = await at.order();
      await at.ending(letter, 'unknown', 'mail.outcome-unknown');
      at.world.faults.clear();
      await made.renew(at.channelId);
      const other = await at.order();
      await at.ending(other, 'sent');
      expect(at.world.letters).toHaveLength(fault.startsWith('take') ? 2 : 1);
    },
  );
});

describe('what was claimed and not begun', () => {
  const standing = () =>
    at.house.db.query<{ state: string; attempts: number; code: string | null }>(
      'select state, attempts, code from mail.delivery order by attempts desc',
    );

  it('is given back when the server is in trouble: it has not been tried', async () => {
    for (let n = 0; n < 3; n++) await at.order();
    at.world.break('connect', 'close', 1);
    const made = at.aSender({ atOncePerChannel: 1 });
    made.start();
    await eventually(async () =>
      expect(await standing()).toEqual([
        { state: 'queued', attempts: 1, code: expect.stringMatching(/^mail\./) },
        { state: 'queued', attempts: 0, code: null },
        { state: 'queued', attempts: 0, code: null },
      ]),
    );
    await made.renew(at.channelId);
    await eventually(() => expect(at.world.letters).toHaveLength(3));
  });

  it('is given back when we stop: the next process need not wait for our silence', async () => {
    for (let n = 0; n < 3; n++) await at.order();
    at.world.break('MAIL', 'silence');
    const made = at.aSender({ atOncePerChannel: 1 });
    made.start();
    await eventually(() => expect(at.world.log.some((line) => line.startsWith('MAIL'))).toBe(true));
    await made.stop();
    expect(await standing()).toMatchObject([
      { attempts: 1 },
      { state: 'queued', attempts: 0 },
      { state: 'queued', attempts: 0 },
    ]);
  });
});

describe('a process that is gone', () => {
  const abandon = async (letter: SendLetter, finalDot: boolean) =>
    at.house.db.query(
      `update mail.delivery set state = 'sending', revision = 1, updated_at = now() - interval '1 hour',
       final_dot_at = case when $2 then now() end where id = $1`,
      [letter.deliveryId, finalDot],
    );

  it('before the final dot: its letters go back to the queue and are sent', async () => {
    const letter = await at.order();
    await abandon(letter, false);
    at.aSender().start();
    await at.ending(letter, 'sent');
    expect(at.world.letters).toHaveLength(1);
  });

  it('after it: unknown', async () => {
    const letter = await at.order();
    await abandon(letter, true);
    const made = at.aSender();
    made.start();
    await at.ending(letter, 'unknown', 'mail.outcome-unknown');
    await made.stop();
    expect(at.world.letters).toEqual([]);
  });

  it('only seems to be gone: a claim that was taken away never completes DATA', async () => {
    let openTheGate!: () => void;
    const gate = new Promise<void>((resolve) => (openTheGate = resolve));
    const evidence = Object.create(at.house.evidence) as MailHouse['evidence'];
    evidence.open = async (sha256) => {
      await gate;
      return at.house.evidence.open(sha256);
    };
    const made = at.aSender({ tellAfterMs: 0 }, evidence);
    made.start();
    const letter = await at.order();
    await at.ending(letter, 'sending');
    await at.house.db.query(`update mail.delivery set revision = 9, state = 'failed' where id = $1`, [
      letter.deliveryId,
    ]);
    openTheGate();
    await made.stop();
    expect(at.world.log.at(-1)).toBe('DATA');
    expect(at.world.letters).toEqual([]);
    expect(
      await at.house.db.query('select state, revision from mail.delivery where id = $1', [letter.deliveryId]),
    ).toEqual([{ state: 'failed', revision: 9 }]);
  });
});
