import { deliveryChanged, lookAlias, type SendLetter } from '#libs/contracts';
import type { SavedClient } from '#libs/testing';
import { everythingIn, ReachOffice } from './a-reach-office.js';

describe('what is written to a client’s alias', () => {
  let here: ReachOffice;
  let n = 0;
  let address: string;
  let ada: SavedClient;
  let alias: string;
  let forwardId: string;

  beforeAll(async () => {
    here = await ReachOffice.open();
    await here.forwards();
  });
  afterAll(() => here.close());
  beforeEach(async () => {
    await here.core.db.query(`delete from core.employee_mail; delete from core.outbox`);
    await here.core.db.query(`update core.employee set status = 'active'`);
    await here.worksIn(here.anna, 'anna@home.test');
    n += 1;
    address = `ada${n}@client.test`;
    ada = await here.aClientOf(here.anna, address);
    await here.writes({
      from: `Ada <${address}>`,
      subject: 'Offer',
      text: 'How much?',
      messageId: `<q${n}@client.test>`,
    });
    const { parsed } = await here.sentOn('anna@home.test');
    alias = parsed.replyTo!.value[0]!.address!;
    forwardId = parsed.messageId!;
  });

  const looked = async (...addresses: string[]) =>
    (await here.core.bus.ask(lookAlias, { addresses })).aliases.map((one) => one.is);
  const timeline = async () =>
    (await here.owner.get(`clients/${ada.id}/timeline`)).body.items as {
      direction: string;
      subject: string;
      flags: string[];
      conversationId: string | null;
    }[];
  const alertsOf = async (code: string) => {
    const { items } = (await here.owner.get('alerts')).body as {
      items: { code: string; client: { id: string } | null }[];
    };
    return items.filter((alert) => alert.code === code && alert.client?.id === ada.id);
  };
  const reply = (text: string, more: object = {}) => ({ subject: 'Re: Offer', inReplyTo: forwardId, text, ...more });

  it('goes to the client under the corporate address, in their thread, and stands on the card as the employee’s', async () => {
    const said = reply(`A hundred.\n\nAda <${alias}> wrote:\n> How much?\n-- \nAnna, anna@home.test`, {
      html: `<p>A hundred.</p><a href="mailto:${alias}">${alias}</a><img src="cid:me@annas-laptop">`,
      headers: { 'X-Mailer': 'Home Mail 1.0', 'X-Originating-IP': '198.51.100.7' },
      attachments: [
        { filename: 'me.png', content: Buffer.from([9]), cid: 'me@annas-laptop' },
        { filename: 'prices.pdf', content: Buffer.from('%PDF prices') },
      ],
    });
    expect(await here.answers('anna@home.test', alias, said)).toEqual({ verdict: 'taken', code: null });
    const { raw, parsed, order } = await here.sentOn(address);
    const everything = await everythingIn(raw);
    expect(everything).not.toMatch(/home\.test|Home Mail|198\.51\.100\.7|annas-laptop|client-[a-z2-9]{22}/i);
    expect(order.envelope).toEqual({ from: 'office@company.test', to: [address] });
    expect(parsed.from!.value).toEqual([{ name: 'Anna Kovalenko, Company', address: 'office@company.test' }]);
    expect(parsed.inReplyTo).toBe(`<q${n}@client.test>`);
    expect(parsed.text).toContain(`Ada <${address}> wrote:\n> How much?\n-- \nAnna, office@company.test`);
    expect(parsed.html).toContain(`<a href="mailto:${address}">${address}</a>`);
    expect(parsed.attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
      ['me.png', '\t'],
      ['prices.pdf', '%PDF prices'],
    ]);
    const [answer, question] = await timeline();
    expect(answer).toMatchObject({ direction: 'outbound', employee: { name: 'Anna Kovalenko' }, subject: 'Re: Offer' });
    expect(answer!.conversationId).toBe(question!.conversationId);
  });

  it('is sent once, however often their server hands it in', async () => {
    const once = reply('Once', { messageId: `<once${n}@home.test>`, date: new Date('2026-11-26T08:00:00Z') });
    await here.answers('anna@home.test', alias, once);
    await here.sentOn(address);
    expect(await here.answers('anna@home.test', alias, once)).toEqual({ verdict: 'taken', code: null });
    await here.settled();
    expect(await here.ordered(address)).toHaveLength(1);
  });

  it('from another mailbox, or one that its own domain disowns, is refused, kept on the card, and told', async () => {
    expect(await here.answers('eve@evil.test', alias, reply('It is me'))).toEqual({
      ...{ verdict: 'refused', code: 'reach.not-yours' },
    });
    const forged = { spf: 'fail', dkim: 'none', dmarc: 'fail', policy: 'reject' } as const;
    expect(await here.answers('anna@home.test', alias, reply('It is me'), forged)).toEqual({
      ...{ verdict: 'refused', code: 'reach.not-authentic' },
    });
    await here.settled();
    expect(await here.ordered(address)).toEqual([]);
    const refused = (await timeline()).filter(({ flags }) => flags.includes('alias-refused'));
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({ direction: 'internal', text: expect.stringContaining('It is me') as string });
    expect(await alertsOf('reach.not-yours')).toHaveLength(1);
    expect(await alertsOf('reach.not-authentic')).toHaveLength(1);
  });

  it('that a machine wrote is taken and goes nowhere', async () => {
    const away = reply('I am on holiday', { headers: { 'Auto-Submitted': 'auto-replied' } });
    expect(await here.answers('anna@home.test', alias, away)).toMatchObject({ verdict: 'taken' });
    await here.settled();
    expect(await here.ordered(address)).toEqual([]);
  });

  it('is refused when the client is somebody else’s, and when whoever had it has left', async () => {
    expect(await looked(alias, 'client-bcdfghjkmnpqrstvwxz234@company.test', 'x@company.test')).toEqual([
      ...['live', 'unknown', 'unknown'],
    ]);
    const give = async ({ employeeId }: { employeeId: string }) =>
      expect((await here.owner.post(`clients/${ada.id}/assignment`, { employeeId, reason: 'x' })).status).toBe(200);
    await give(here.boris);
    expect(await looked(alias)).toEqual(['dead']);
    expect(await here.answers('anna@home.test', alias, reply('Still me'))).toEqual({
      ...{ verdict: 'refused', code: 'reach.alias-dead' },
    });
    expect(await alertsOf('reach.alias-dead')).toHaveLength(1);
    // Given back, it is dead all the same: there is a new one.
    await give(here.anna);
    expect(await looked(alias)).toEqual(['dead']);
    await here.writes({ from: address, subject: 'Offer', text: 'And now?' });
    const next = (await here.sentOn('anna@home.test', 2)).parsed.replyTo!.value[0]!.address!;
    expect(next).not.toBe(alias);
    const left = { successor: { employeeId: here.boris.employeeId }, reason: 'gone' };
    const sheet = await here.owner.post(`employees/${here.anna.employeeId}/departure`, left);
    expect(sheet.body['revoked']).toEqual(expect.arrayContaining([{ kind: 'work-mailbox', count: 1 }]));
    expect(await looked(next)).toEqual(['dead']);
    expect(await here.answers('anna@home.test', next, reply('I left'))).toMatchObject({ code: 'reach.alias-dead' });
  });

  it('goes on to the card that stays when two become one', async () => {
    const other = await here.aClientOf(here.anna, `second.${address}`, 'Ada, again');
    const merged = await here.owner.post(`clients/${other.id}/merge`, { otherId: ada.id, take: {} });
    expect(merged.status).toBeLessThan(300);
    expect(await looked(alias)).toEqual(['live']);
    await here.answers('anna@home.test', alias, reply('Both'));
    expect((await here.sentOn(address)).parsed.text).toContain('Both');
  });

  it('that the client’s server does not take is told to its writer, without the address', async () => {
    await here.answers('anna@home.test', alias, reply('Lost'));
    const { order } = await here.sentOn(address);
    await here.core.tell(deliveryChanged, {
      ...{
        deliveryId: (order satisfies SendLetter).deliveryId,
        state: 'failed',
        revision: 5,
        at: new Date().toISOString(),
      },
      ...{
        code: 'mail.recipient-refused',
        reply: `550 5.1.1 <${address}>: no such user at client.test`,
        nextAttemptAt: null,
      },
    });
    const { raw, parsed } = await here.sentOn('anna@home.test', 2);
    expect(parsed.subject).toBe('Not delivered: Re: Offer');
    expect(parsed.text).toContain('Ada Lovelace has not got your letter “Re: Offer”');
    expect(parsed.text).toContain('(5.1.1)');
    expect(await everythingIn(raw)).not.toContain('client.test');
  });

  it('that may not go is told to its writer as well', async () => {
    await here.core.db.query(`update core.channel set enabled = false where id = $1`, [here.office.id]);
    await here.answers('anna@home.test', alias, reply('Not now'));
    await here.settled();
    await here.core.db.query(`update core.channel set enabled = true where id = $1`, [here.office.id]);
    const [row] = await here.core.db.query(
      `select r.state, r.code from core.reach_letter r join core.reach_alias a on a.id = r.alias_id where a.client_id = $1`,
      [ada.id],
    );
    expect(row).toEqual({ state: 'failed', code: 'channel.cannot-send' });
  });
});
