import { randomUUID } from 'node:crypto';
import { deliveryChanged, type ChannelId, type DeliveryId, type SendLetter } from '#libs/contracts';
import { Inbox } from '#libs/messaging';
import { aMasterKey, eventually, silentLogger } from '#libs/testing';
import { aLetter } from '../../../test/peers/letters.js';
import { SmtpWorld } from '../../../test/peers/smtp-world.js';
import { MailboxAccess } from '../src/mailboxes/mailbox-access.js';
import { MailboxRepository } from '../src/mailboxes/mailbox.repository.js';
import { DeliveryRepository } from '../src/sending/delivery.repository.js';
import { SendLetterConsumer } from '../src/sending/send-letter.consumer.js';
import { usualSenderTiming } from '../src/sending/sender-timing.js';
import { SenderService } from '../src/sending/sender.service.js';
import { MailHouse } from './mail-house.js';

let house: MailHouse;
let world: SmtpWorld;
let port: number;
let channelId: ChannelId;
let sender: SenderService | null;
const deliveries = new DeliveryRepository();

beforeAll(async () => {
  house = await MailHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  world = new SmtpWorld({ user: 'sales@corp.test', password: 'secret' });
  port = await world.listen();
  channelId = await house.aMailbox({ smtp: { host: '127.0.0.1', port, security: 'none', user: null } });
  await setPassword('secret');
  await house.db.query('delete from mail.delivery');
  sender = null;
});
afterEach(async () => {
  await sender?.stop();
  await world.close();
});

const setPassword = (password: string) =>
  house.db.query('update mail.mailbox set smtp_password = $2 where channel_id = $1', [
    channelId,
    aMasterKey().sealText(password, 'mailbox-password'),
  ]);

function aSender(timing: Partial<typeof usualSenderTiming> = {}): SenderService {
  const access = new MailboxAccess(house.uow, new MailboxRepository(), aMasterKey());
  const made = new SenderService(house.uow, house.outbox, house.evidence, deliveries, access, silentLogger());
  made.timing = {
    ...usualSenderTiming,
    line: { connectMs: 400, silenceMs: 400 },
    pollMs: 20,
    stopMs: 100,
    signOfLifeMs: 50,
    retry: () => 60,
    ...timing,
  };
  sender = made;
  return made;
}

interface Order {
  to?: string[];
  source?: Buffer;
  prependHeaders?: string[];
}

async function order({
  to = ['ada@client.test'],
  source = aLetter().bytes(),
  prependHeaders = [],
}: Order = {}): Promise<SendLetter> {
  const body: SendLetter = {
    deliveryId: randomUUID() as DeliveryId,
    channelId,
    envelope: { from: 'sales@corp.test', to },
    messageId: '<1@corp.test>',
    evidence: await house.evidence.put(source),
    prependHeaders,
  };
  await house.uow.run((tx) => deliveries.enqueue(tx, [body]));
  return body;
}

const history = async ({ deliveryId }: SendLetter) =>
  (await house.told(deliveryChanged)).filter((change) => change.deliveryId === deliveryId);

async function expectEnd(letter: SendLetter, state: string, code: string | null = null) {
  return eventually(
    async () => {
      const last = (await history(letter)).at(-1);
      expect(last).toMatchObject({ state, code });
      return last!;
    },
    { withinMs: 8_000 },
  );
}

describe('a delivery', () => {
  it('goes out byte for byte, with the prepended fields before it, under the given envelope', async () => {
    const source = aLetter().body('.one dot\r\n..two dots\r\n\r\nend\r\n').bytes();
    aSender().start();
    const letter = await order({
      source,
      to: ['ada@client.test', 'b@client.test'],
      prependHeaders: ['X-Keepline-Copy: 1'],
    });
    await expectEnd(letter, 'sent');
    expect(world.letters).toEqual([
      {
        from: 'sales@corp.test',
        to: ['ada@client.test', 'b@client.test'],
        source: Buffer.concat([Buffer.from('X-Keepline-Copy: 1\r\n'), source]),
      },
    ]);
    expect((await history(letter)).map(({ state, revision }) => [state, revision])).toEqual([
      ['sending', 1],
      ['sent', 2],
    ]);
  });

  it('ordered twice is sent once', async () => {
    const made = aSender();
    const consumer = new SendLetterConsumer(new Inbox(house.uow), deliveries, made);
    made.start();
    const letter = await order();
    await consumer.enqueue([
      { id: randomUUID(), body: letter, attempt: 0 },
      { id: randomUUID(), body: letter, attempt: 1 },
    ]);
    await expectEnd(letter, 'sent');
    await consumer.enqueue([{ id: randomUUID(), body: letter, attempt: 0 }]);
    await made.stop();
    expect(world.letters).toHaveLength(1);
  });

  it('sends many over few lines', async () => {
    const letters = await Promise.all(Array.from({ length: 40 }, () => order()));
    aSender().start();
    for (const letter of letters) await expectEnd(letter, 'sent');
    expect(world.letters).toHaveLength(40);
    expect(world.log.filter((line) => line.startsWith('EHLO')).length).toBeLessThanOrEqual(5);
  });

  it('keeps line ends out of prepended fields', async () => {
    aSender().start();
    await expectEnd(await order({ prependHeaders: ['X-A: 1\r\nBcc: evil@example.test'] }), 'sent');
    expect(world.letters[0]!.source.toString()).toMatch(/^X-A: 1 Bcc: evil@example\.test\r\nFrom:/);
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
    world.break(verb, reply);
    aSender().start();
    const letter = await order();
    const { reply: told } = await expectEnd(letter, state, code);
    expect(told).toContain(reply.slice(0, 9));
    expect(world.letters).toEqual([]);
  });

  it.each([
    ['EHLO', '421 4.3.2 going down'],
    ['MAIL', '451 4.3.0 later'],
    ['RCPT', '450 4.7.1 greylisted'],
    ['DATA', '421 4.3.2 going down'],
    ['dot', '451 4.3.0 disk full'],
    ['dot', '421 4.3.2 going down'],
  ] as const)('a 4xx to %s (%s) is tried again, and sent once', async (verb, reply) => {
    world.break(verb, reply, 1);
    if (verb === 'RCPT') world.faults.delete('RCPT');
    if (verb === 'RCPT') world.break('RCPT ada@client.test', reply, 1);
    const made = aSender();
    made.start();
    const letter = await order();
    await eventually(async () => expect((await history(letter)).map(({ state }) => state)).toContain('queued'));
    await made.renew(channelId);
    await expectEnd(letter, 'sent');
    expect(world.letters).toHaveLength(1);
  });

  it('a refused recipient does not keep the letter from the others', async () => {
    world.break('RCPT gone@client.test', '550 5.1.1 gone');
    world.break('RCPT busy@client.test', '450 4.2.2 full', 1);
    aSender().start();
    const letter = await order({ to: ['ada@client.test', 'gone@client.test', 'busy@client.test'] });
    const end = await expectEnd(letter, 'sent');
    expect(end.refused).toEqual([{ address: 'gone@client.test', reply: '550 5.1.1 gone' }]);
    expect(world.letters.map(({ to }) => to)).toEqual([['ada@client.test'], ['busy@client.test']]);
  });

  it('gives up after its time and says why', async () => {
    world.break('dot', '451 4.3.0 disk full');
    aSender({ giveUpAfterMs: -1 }).start();
    await expectEnd(await order(), 'failed', 'mail.try-later');
  });

  it('a refused password stops the channel, not the letter', async () => {
    await setPassword('wrong');
    const made = aSender();
    made.start();
    const letter = await order();
    await expectEnd(letter, 'queued', 'mail.password-refused');
    await order();
    expect(world.log.filter((line) => line === 'AUTH')).toHaveLength(1);
    await setPassword('secret');
    await made.renew(channelId);
    await expectEnd(letter, 'sent');
  });

  it('says what a channel without a way out lacks', async () => {
    channelId = await house.aMailbox();
    aSender().start();
    await expectEnd(await order(), 'failed', 'mail.channel-cannot-send');
  });
});

describe('the line breaks', () => {
  it.each(['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)(
    'at %s: certainly not delivered, so tried again',
    async (verb) => {
      world.break(verb, 'close', 1);
      const made = aSender();
      made.start();
      const letter = await order();
      await eventually(async () => expect((await history(letter)).map(({ state }) => state)).toContain('queued'));
      world.faults.clear();
      await made.renew(channelId);
      await expectEnd(letter, 'sent');
      expect(world.letters).toHaveLength(1);
    },
  );

  it('by silence before the final dot: tried again', async () => {
    world.break('MAIL', 'silence', 1);
    const made = aSender();
    made.start();
    const letter = await order();
    await expectEnd(letter, 'queued', 'mail.timeout');
    await made.renew(channelId);
    await expectEnd(letter, 'sent');
  });

  it.each(['take-and-close', 'take-and-silence', 'close', 'silence'] as const)(
    'after the final dot (%s): unknown, and never sent again by guess',
    async (fault) => {
      world.break('dot', fault);
      const made = aSender();
      made.start();
      const letter = await order();
      await expectEnd(letter, 'unknown', 'mail.outcome-unknown');
      world.faults.clear();
      await made.renew(channelId);
      const other = await order();
      await expectEnd(other, 'sent');
      expect(world.letters).toHaveLength(fault.startsWith('take') ? 2 : 1);
    },
  );
});

describe('a process that is gone', () => {
  const abandon = async (letter: SendLetter, finalDot: boolean) =>
    house.db.query(
      `update mail.delivery set state = 'sending', revision = 1, updated_at = now() - interval '1 hour',
       final_dot_at = case when $2 then now() end where id = $1`,
      [letter.deliveryId, finalDot],
    );

  it('before the final dot: its letters go back to the queue and are sent', async () => {
    const letter = await order();
    await abandon(letter, false);
    aSender().start();
    await expectEnd(letter, 'sent');
    expect(world.letters).toHaveLength(1);
  });

  it('after it: unknown', async () => {
    const letter = await order();
    await abandon(letter, true);
    const made = aSender();
    made.start();
    await expectEnd(letter, 'unknown', 'mail.outcome-unknown');
    await made.stop();
    expect(world.letters).toEqual([]);
  });

  it('only seems to be gone: a claim that was taken away never completes DATA', async () => {
    const made = aSender();
    let openTheGate!: () => void;
    const gate = new Promise<void>((resolve) => (openTheGate = resolve));
    const evidence = Object.create(house.evidence) as MailHouse['evidence'];
    evidence.open = async (sha256) => {
      await gate;
      return house.evidence.open(sha256);
    };
    Object.assign(made, { evidence });
    made.start();
    const letter = await order();
    await expectEnd(letter, 'sending');
    await house.db.query(`update mail.delivery set revision = 9, state = 'failed' where id = $1`, [letter.deliveryId]);
    openTheGate();
    await made.stop();
    expect(world.log.at(-1)).toBe('DATA');
    expect(world.letters).toEqual([]);
    expect(
      await house.db.query('select state, revision from mail.delivery where id = $1', [letter.deliveryId]),
    ).toEqual([{ state: 'failed', revision: 9 }]);
  });
});
