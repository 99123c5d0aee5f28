import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { SendLetter } from '#libs/contracts';
import { Inbox } from '#libs/messaging';
import { aLetter } from '../../../test/peers/letters.js';
import { ChannelLine } from '../src/sending/channel-line.js';
import { LettersAtHand } from '../src/sending/letters-at-hand.js';
import { SendLetterConsumer } from '../src/sending/send-letter.consumer.js';
import { SendingHouse } from './sending-house.js';

let at: SendingHouse;

beforeAll(async () => {
  at = await SendingHouse.open();
});
afterAll(() => at.close());
beforeEach(() => at.aChannel());
afterEach(() => at.endChannel());

describe('a delivery', () => {
  it('goes out byte for byte, with the prepended fields before it, under the given envelope', async () => {
    const source = aLetter().body('.one dot\r\n..two dots\r\n\r\nend\r\n').bytes();
    at.aSender().start();
    const letter = await at.order({
      source,
      to: ['ada@client.test', 'b@client.test'],
      prependHeaders: ['X-Keepline-Copy: 1'],
    });
    await at.ending(letter, 'sent');
    expect(at.world.letters).toEqual([
      {
        from: 'sales@corp.test',
        to: ['ada@client.test', 'b@client.test'],
        source: Buffer.concat([Buffer.from('X-Keepline-Copy: 1\r\n'), source]),
      },
    ]);
    expect((await at.history(letter)).map(({ state, revision }) => [state, revision])).toEqual([['sent', 2]]);
  });

  it('goes out of memory where the letter was stored a moment ago', async () => {
    const source = aLetter().bytes();
    const letter = await at.order({ source });
    const letters = new LettersAtHand({ open: () => Promise.reject(new Error('Not at hand')) });
    letters.keep(letter.evidence, source);
    at.aSender({}, at.house.evidence, letters).start();
    await at.ending(letter, 'sent');
    expect(at.world.letters.map((sent) => sent.source)).toEqual([source]);
  });

  it('is shown as being sent once that lasts', async () => {
    at.world.break('dot', 'take-and-silence', 1);
    at.aSender({ tellAfterMs: 100, line: { connectMs: 400, silenceMs: 700 } }).start();
    const letter = await at.order();
    await at.ending(letter, 'unknown', 'mail.outcome-unknown');
    expect((await at.history(letter)).map(({ state, revision }) => [state, revision])).toEqual([
      ['sending', 1],
      ['unknown', 2],
    ]);
  });

  it('ordered twice is sent once', async () => {
    const made = at.aSender();
    const consumer = new SendLetterConsumer(new Inbox(at.house.uow), at.deliveries, made);
    made.start();
    const letter = await at.order();
    await consumer.enqueue([
      { id: randomUUID(), body: letter, attempt: 0 },
      { id: randomUUID(), body: letter, attempt: 1 },
    ]);
    await at.ending(letter, 'sent');
    await consumer.enqueue([{ id: randomUUID(), body: letter, attempt: 0 }]);
    await made.stop();
    expect(at.world.letters).toHaveLength(1);
  });

  it('sends many over few lines', async () => {
    const letters = await Promise.all(Array.from({ length: 40 }, () => at.order()));
    // A slow machine is silent too.
    at.aSender({ line: { connectMs: 10_000, silenceMs: 10_000 } }).start();
    for (const letter of letters) await at.ending(letter, 'sent');
    expect(at.world.letters).toHaveLength(40);
    expect(at.world.log.filter((line) => line.startsWith('EHLO')).length).toBeLessThanOrEqual(5);
  });

  it('keeps line ends out of prepended fields', async () => {
    at.aSender().start();
    await at.ending(await at.order({ prependHeaders: ['X-A: 1\r\nBcc: evil@example.test'] }), 'sent');
    expect(at.world.letters[0]!.source.toString()).toMatch(/^X-A: 1 Bcc: evil@example\.test\r\nFrom:/);
  });
});

describe('what the server says is believed', () => {
  it.each([
    ['MAIL', '550 5.7.1 not you', 'failed', 'mail.sender-refused'],
    ['RCPT', '550 5.1.1 no such user', 'failed', 'mail.recipient-refused'],
    ['DATA', '554 5.7.1 not this', 'failed', 'mail.message-refused'],
    ['dot', '554 5.7.1 spam', 'failed', 'mail.message-refused'],
    ['dot', '552-5.3.4 first line\r\n552 5.3.4 too big', 'failed', 'mail.message-refused'],
  ] as const)('a 5xx to %s (%s) is final', async (verb, reply, state, code) => {
    at.world.break(verb, reply);
    at.aSender().start();
    const letter = await at.order();
    const { reply: told } = await at.ending(letter, state, code);
    expect(told).toContain(reply.slice(0, 9));
    expect(at.world.letters).toEqual([]);
  });

  it.each([
    ['EHLO', '421 4.3.2 going down'],
    ['MAIL', '451 4.3.0 later'],
    ['RCPT', '450 4.7.1 greylisted'],
    ['DATA', '421 4.3.2 going down'],
    ['dot', '451 4.3.0 disk full'],
    ['dot', '421 4.3.2 going down'],
  ] as const)('a 4xx to %s (%s) is tried again, and sent once', async (verb, reply) => {
    at.world.break(verb, reply, 1);
    if (verb === 'RCPT') at.world.faults.delete('RCPT');
    if (verb === 'RCPT') at.world.break('RCPT ada@client.test', reply, 1);
    const made = at.aSender();
    made.start();
    const letter = await at.order();
    await at.retried(letter);
    await made.renew(at.channelId);
    await at.ending(letter, 'sent');
    expect(at.world.letters).toHaveLength(1);
  });

  it('a refused recipient does not keep the letter from the others', async () => {
    at.world.break('RCPT gone@client.test', '550 5.1.1 gone');
    at.world.break('RCPT busy@client.test', '450 4.2.2 full', 1);
    at.aSender().start();
    const letter = await at.order({ to: ['ada@client.test', 'gone@client.test', 'busy@client.test'] });
    const end = await at.ending(letter, 'sent');
    expect(end.refused).toEqual([{ address: 'gone@client.test', reply: '550 5.1.1 gone' }]);
    expect(at.world.letters.map(({ to }) => to)).toEqual([['ada@client.test'], ['busy@client.test']]);
  });

  it('gives up after its time and says why', async () => {
    at.world.break('dot', '451 4.3.0 disk full');
    at.aSender({ giveUpAfterMs: -1 }).start();
    await at.ending(await at.order(), 'failed', 'mail.try-later');
  });

  it('a refused password stops the channel, not the letter', async () => {
    await at.setPassword('wrong');
    const made = at.aSender();
    made.start();
    const letter = await at.order();
    await at.ending(letter, 'queued', 'mail.password-refused');
    await at.order();
    expect(at.world.log.filter((line) => line === 'AUTH')).toHaveLength(1);
    await at.setPassword('secret');
    await made.renew(at.channelId);
    await at.ending(letter, 'sent');
  });

  it('says what a channel without a way out lacks', async () => {
    at.channelId = await at.house.aMailbox();
    at.aSender().start();
    await at.ending(await at.order(), 'failed', 'mail.channel-cannot-send');
  });
});

describe('a clock that is set back', () => {
  const writtenAnHourAhead = (letter: SendLetter, state: string) =>
    at.house.db.query(
      `update mail.delivery set state = $2, attempts = 1, next_attempt_at = now() + interval '61 minutes', updated_at = now() + interval '1 hour'
       where id = $1`,
      [letter.deliveryId, state],
    );

  it('does not make a letter wait for the hour that it was put off from to come again', async () => {
    const [letter, ordinarilyPutOff] = [await at.order(), await at.order()];
    await writtenAnHourAhead(letter, 'queued');
    await at.house.db.query(`update mail.delivery set next_attempt_at = now() + interval '4 hours' where id = $1`, [
      ordinarilyPutOff.deliveryId,
    ]);
    at.aSender().start();
    await at.ending(letter, 'sent');
    expect(await at.history(ordinarilyPutOff)).toEqual([]);
  });

  it('does not make a claim seem alive for longer than a claim may be silent', async () => {
    const letter = await at.order();
    await writtenAnHourAhead(letter, 'sending');
    at.aSender({ silentForMs: 200 }).start();
    await at.ending(letter, 'sent');
  });

  it('does not lengthen the pause of a channel whose server was away', async () => {
    const line = new ChannelLine(5, 15_000);
    const pauses = jest.spyOn(performance, 'now');
    const clock = jest.spyOn(Date, 'now');
    try {
      line.pause(false);
      expect(line.free).toBe(0);
      clock.mockReturnValue(Date.now() - 3_600_000);
      pauses.mockReturnValue(performance.now() + 10_000);
      expect(line.free).toBe(5);
    } finally {
      pauses.mockRestore();
      clock.mockRestore();
    }
  });
});
