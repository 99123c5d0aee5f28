import { text } from 'node:stream/consumers';
import { OperationalError } from '#libs/errors';
import { aMasterKey, eventually } from '#libs/testing';
import { usualIncomingLimits } from '../src/incoming/incoming-limits.js';
import { employeeId, letter, routed, SubmittingHouse } from './submitting-house.js';

let at: SubmittingHouse;

beforeAll(async () => void (at = await SubmittingHouse.open()));
beforeEach(() => at.afresh());
afterAll(() => at.close());

describe('a letter of a mail program', () => {
  it.each([false, true])(
    'is durable in the company’s name when its 250 is said; TLS from the first byte: %s',
    async (secure) => {
      await at.submit({ secure });
      const [event] = await at.told();
      expect(event).toMatchObject({
        employeeId,
        original: { messageId: expect.stringContaining('@anna-laptop>') as string },
      });
      expect(event!.header).toMatchObject({
        ...{
          subject: 'Offer',
          messageId: '<1@corp.test>',
          from: [{ name: 'Anna, Company', address: 'sales@corp.test' }],
        },
      });
      const kept = (await at.house.evidence.read(event!.evidence.sha256, 10_000)).toString();
      expect(kept).toBe(
        [
          'Subject: Offer',
          'Date: Fri, 27 Nov 2026 09:12:40 +0200',
          'Content-Type: text/plain; charset=utf-8',
          'From: "Anna, Company" <sales@corp.test>',
          'Reply-To: sales+ctoken@corp.test',
          'To: Ada <ada@client.test>',
          'Message-ID: <1@corp.test>',
          'MIME-Version: 1.0',
          '',
          'Good day.\r\n',
        ].join('\r\n'),
      );
      expect(at.asked[0]).toMatchObject({
        machine: 'anna-laptop',
        envelope: { from: 'anna@corp.test', to: ['ada@client.test'] },
      });
      const [row] = await at.house.db.query<{ head: Buffer; letters: unknown }>(
        'select sealed_head as head, letters from mail.submission',
      );
      expect(aMasterKey().unseal(row!.head, 'submission/head').toString()).toContain('Bcc: eve@client.test');
      expect(row!.letters).toEqual([event!.evidence]);
      // It goes in a moment.
      expect(await text(await at.atHand.open(event!.evidence))).toBe(kept);
    },
  );

  it('becomes one for each client, and keeps its bytes where it is too large to be held', async () => {
    at.routeOf = () => ({
      is: 'routed',
      letters: [routed(), routed({ recipients: ['bob@rival.test'] }, { messageId: '<2@corp.test>', to: [] })],
    });
    const body = `${'x'.repeat(70)}\r\n`.repeat(40_000);
    await at.submit({ raw: letter(body) });
    const events = await at.told();
    expect(events.map(({ header }) => header.messageId)).toEqual(['<1@corp.test>', '<2@corp.test>']);
    for (const { evidence } of events) {
      const kept = (await at.house.evidence.read(evidence.sha256, 10_000_000)).toString();
      expect(kept.slice(kept.indexOf('\r\n\r\n') + 4)).toBe(body);
    }
    expect(events[0]!.contentDigest).toBe(events[1]!.contentDigest);
  });

  it('submitted once more because its 250 was not heard is taken, and nothing comes of it', async () => {
    const raw = letter('Once.\r\n');
    await at.submit({ raw });
    await at.submit({ raw });
    expect(await at.told()).toHaveLength(1);
    await at.submit({ raw, to: ['bob@rival.test'] });
    expect(await at.told()).toHaveLength(2);
  });

  it('shares what it costs with those that come at the same moment', async () => {
    at.beforePut = async () => void (await eventually(() => expect(at.asked).toHaveLength(6)));
    await Promise.all(Array.from({ length: 6 }, (_, n) => at.submit({ raw: letter(`${n}\r\n`) })));
    expect(await at.told()).toHaveLength(6);
    expect(at.puts.length).toBeLessThan(6);
  });

  it('stays with its program while core is away or there is no room: 451, and nothing has happened', async () => {
    at.house.incoming.limits = { ...usualIncomingLimits, bytes: -1 };
    expect(await at.refusal({})).toMatch(/^451 4\.3\.0 /);
    at.house.incoming.limits = usualIncomingLimits;
    at.away = 'router';
    expect(await at.refusal({})).toMatch(/^451 4\.3\.0 /);
    at.away = 'door';
    expect(await at.refusal({})).toMatch(/^454 4\.7\.0 /);
    expect(await at.told()).toEqual([]);
    at.away = null;
    await at.submit();
    expect(await at.told()).toHaveLength(1);
  });

  it('is durable although the store is away, and told of once it is back', async () => {
    at.broken = new OperationalError('evidence.away');
    await at.submit();
    await eventually(() => expect(at.puts.length).toBeGreaterThan(1));
    at.broken = null;
    expect(await at.told()).toHaveLength(1);
  });

  it.each([
    [
      'submission.no-client',
      'eve@new.test',
      /^550 5\.7\.1 <eve@new\.test> is no address of your clients: add it to a card/,
    ],
    ['submission.sender-forged', null, /^550 5\.7\.1 The letter says that somebody else wrote it/],
    ['submission.alias-dead', 'client-x@corp.test', /^550 5\.7\.1 <client-x@corp\.test> leads nowhere any more/],
    ['submission.not-yours', null, /^550 5\.7\.1 A colleague answers in this conversation/],
    ['submission.something-new', null, /^550 5\.7\.1 The letter cannot be sent \(submission\.something-new\)/],
  ])('is refused with a word of what to do: %s', async (code, recipient, said) => {
    at.routeOf = () => ({ is: 'refused', code, recipient });
    expect(await at.refusal({})).toMatch(said);
    expect(await at.told()).toEqual([]);
  });
});
