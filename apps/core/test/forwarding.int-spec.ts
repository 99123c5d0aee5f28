import { randomUUID } from 'node:crypto';
import { ClamdPeer } from '../../../test/peers/clamd.js';
import { everythingIn, ReachOffice } from './a-reach-office.js';

const html = (address: string) =>
  `<p>Hello <b>there</b></p><a href="mailto:${address}">${address}</a><img src="cid:logo@client.test">`;

describe('a client’s letter, sent on', () => {
  let here: ReachOffice;
  let n = 0;
  let ada: string;
  beforeAll(async () => {
    here = await ReachOffice.open();
    await here.forwards();
  });
  afterAll(() => here.close());
  beforeEach(async () => {
    await here.core.db.query(
      `delete from core.employee_mail; delete from core.outbox; update core.absence set ended_at = now()`,
    );
    await here.worksIn(here.anna, 'anna@home.test');
    await here.worksIn(here.boris, 'boris@home.test');
    await here.forwards();
    n += 1;
    ada = `ada.lovelace${n}@client.test`;
  });

  const timeline = async (clientId: string) =>
    (await here.annas.get(`clients/${clientId}/timeline`)).body.items as { deliveries: object[]; id: string }[];

  it('tells whoever may not see the address nothing of it, in no field, body or file', async () => {
    const card = await here.aClientOf(here.anna, ada);
    await here.writes({
      from: { name: `Ada Lovelace`, address: ada },
      replyTo: ada,
      to: [{ name: 'Office', address: 'office@company.test' }],
      cc: [`Colleague <colleague@client.test>`],
      subject: `Re: offer (${ada})`,
      inReplyTo: '<before@client.test>',
      references: ['<root@client.test>', '<before@client.test>'],
      headers: { 'X-Originating-IP': '203.0.113.9', 'List-Unsubscribe': `<mailto:${ada}>`, 'X-Sender': ada },
      text: `Hello\n\nOn Monday ${ada} wrote:\n> From: Ada <${ada.toUpperCase()}>\n> call +380 50 123-45-67`,
      html: html(ada),
      attachments: [
        { filename: 'logo.png', content: Buffer.from([1, 2, 3]), cid: 'logo@client.test' },
        { filename: `offer (${ada}).txt`, content: `Write to ${ada}`, contentType: 'text/plain' },
        { filename: 'plan.pdf', content: Buffer.from('%PDF-1.4 plan'), contentType: 'application/pdf' },
        { filename: 'ada.vcf', content: `BEGIN:VCARD\nEMAIL:${ada}\nEND:VCARD`, contentType: 'text/vcard' },
        { filename: 'old.eml', content: `From: ${ada}\r\n\r\nx`, contentType: 'application/octet-stream' },
      ],
    });
    const { order, raw, parsed } = await here.sentOn('anna@home.test');
    const said = await everythingIn(raw);
    const everything = said + JSON.stringify(order);
    expect(everything.toLowerCase()).not.toContain(ada);
    expect(everything).not.toMatch(/client\.test|203\.0\.113\.9|123-45-67/);
    expect(everything).not.toContain(Buffer.from(ada).toString('base64').slice(2, -3));
    const alias = parsed.replyTo!.value[0]!.address!;
    expect(alias).toMatch(/^client-[a-z2-9]{22}@company\.test$/);
    expect(parsed.from!.value).toEqual([{ name: 'Ada Lovelace', address: 'office@company.test' }]);
    expect(order.envelope).toEqual({ from: 'office@company.test', to: ['anna@home.test'] });
    expect(parsed.subject).toBe(`Re: offer (${alias})`);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.text).toContain(`> From: Ada <${alias}>\n> call +380 •• ••• •• 67`);
    expect(parsed.html).toContain(`<a href="mailto:${alias}">${alias}</a>`);
    expect(parsed.attachments.map(({ filename }) => filename)).toEqual([
      ...['logo.png', `offer (${alias}).txt`, 'plan.pdf'],
    ]);
    expect(parsed.attachments[1]!.content.toString()).toBe(`Write to ${alias}`);
    expect(parsed.attachments[0]!.contentId).toBe('<file-0@company.test>');
    expect(raw.toString()).toContain('cid:file-0@company.test');
    expect(parsed.text).toContain('Left out, because they are made of addresses: ada.vcf, old.eml.');
    const [entry] = await timeline(card.id);
    expect(entry!.deliveries).toMatchObject([
      { purpose: 'forward', state: 'queued', employee: { name: 'Anna Kovalenko' } },
    ]);
    const audit = await here.core.db.query(
      `select body from core.journal where kind = 'audit' and action = 'letter.forwarded' and client_id = $1`,
      [card.id],
    );
    expect(audit).toEqual([{ body: { employeeId: here.anna.employeeId, blind: true } }]);
  });

  it('is whole for whoever may see it, from our address and to be answered to the alias', async () => {
    await here.aClientOf(here.boris, ada);
    const eml = { filename: 'old.eml', content: `From: ${ada}\r\n\r\nx`, contentType: 'application/octet-stream' };
    await here.writes({ from: `Ada <${ada}>`, subject: 'Whole', text: `I am ${ada}`, attachments: [eml] });
    const { parsed, raw } = await here.sentOn('boris@home.test');
    expect(parsed.from!.value).toEqual([{ name: 'Ada', address: 'office@company.test' }]);
    expect(parsed.replyTo!.value[0]!.address).toMatch(/^client-/);
    expect(parsed.text).toContain(`I am ${ada}`);
    expect(raw.toString()).toContain('old.eml');
  });

  it('stands in one thread with those before it', async () => {
    await here.aClientOf(here.anna, ada);
    const first = `<${randomUUID()}@client.test>`;
    await here.writes({ from: ada, subject: 'Thread', text: 'one', messageId: first });
    const one = await here.sentOn('anna@home.test', 1);
    await here.writes({ from: ada, subject: 'Re: Thread', text: 'two', inReplyTo: first, references: [first] });
    const two = await here.sentOn('anna@home.test', 2);
    expect(two.parsed.inReplyTo).toBe(one.parsed.messageId);
    expect(two.parsed.replyTo!.text).toBe(one.parsed.replyTo!.text);
  });

  it('goes also to who stands in while somebody is absent', async () => {
    await here.aClientOf(here.anna, ada);
    const away = { employeeId: here.anna.employeeId, substituteId: here.boris.employeeId };
    await here.owner.post('absences', { ...away, since: new Date(Date.now() - 1_000).toISOString() });
    await here.writes({ from: ada, subject: 'Away', text: 'x' });
    await here.sentOn('anna@home.test');
    await here.sentOn('boris@home.test');
    await here.forwards({ substitutes: false });
    await here.writes({ from: ada, subject: 'Away again', text: 'x' });
    await here.sentOn('anna@home.test', 2);
    expect(await here.ordered('boris@home.test')).toHaveLength(1);
  });

  it('is none of a machine, a colleague, a stranger, or of a mailbox that keeps its letters', async () => {
    await here.aClientOf(here.anna, ada);
    const machine = { from: ada, text: 'x' };
    await here.writes({ ...machine, subject: 'Away', headers: { 'Auto-Submitted': 'auto-replied' } });
    await here.writes({ ...machine, subject: 'News', headers: { Precedence: 'bulk' } });
    await here.writes({ ...machine, subject: 'Ours', from: 'office@company.test' });
    await here.writes({ ...machine, subject: 'Stranger', from: 'stranger@client.test' });
    await here.forwards({ channels: [{ channelId: here.office.id, enabled: false }] });
    await here.writes({ ...machine, subject: 'Kept' });
    await here.settled();
    await here.forwards({ enabled: false, channels: [{ channelId: here.office.id, enabled: true }] });
    await here.writes({ ...machine, subject: 'Sent on' });
    expect((await here.sentOn('anna@home.test')).parsed.subject).toBe('Sent on');
  });

  it('does not go where nobody wants it, and ends where it goes round', async () => {
    const card = await here.aClientOf(here.anna, ada);
    await here.annas.patch('me/work-mailbox', { forward: false });
    await here.writes({ from: ada, subject: 'Not wanted', text: 'x' });
    await here.settled();
    expect(await here.ordered('anna@home.test')).toEqual([]);
    await here.annas.patch('me/work-mailbox', { forward: true });
    const first = `<${randomUUID()}@client.test>`;
    await here.writes({ from: ada, subject: 'Round', text: 'x', messageId: first });
    await here.sentOn('anna@home.test');
    await here.core.db.query(
      `insert into core.delivery (id, interaction_id, channel_id, purpose, recipient, employee_id)
       select gen_random_uuid(), interaction_id, channel_id, 'forward', n || recipient, employee_id
       from core.delivery, generate_series(1, 29) n where purpose = 'forward' and recipient = 'anna@home.test'
         and interaction_id in (select id from core.interaction where client_id = $1)`,
      [card.id],
    );
    await here.core.db.query(
      `insert into core.forwarded (delivery_id, interaction_id, employee_id, alias_id, message_id, blind, evidence_sha256, evidence_size)
       select d.id, d.interaction_id, d.employee_id, f.alias_id, d.id::text, true, '', 0
       from core.delivery d join core.forwarded f on f.interaction_id = d.interaction_id where d.recipient ~ '^[0-9]'
         and d.interaction_id in (select id from core.interaction where client_id = $1)`,
      [card.id],
    );
    await here.writes({ from: ada, subject: 'Re: Round', text: 'y', inReplyTo: first, references: [first] });
    await here.settled();
    expect(await here.ordered('anna@home.test')).toHaveLength(1);
    const { items } = (await here.owner.get('alerts')).body as { items: { code: string; client: { id: string } }[] };
    expect(items.find(({ code }) => code === 'forwarding.loop')).toMatchObject({ client: { id: card.id } });
  });

  it('is itself again, and not the client’s, when somebody sends it once more', async () => {
    await here.aClientOf(here.anna, ada);
    await here.writes({ from: ada, subject: 'Once more', text: `from ${ada}` });
    const { order } = await here.sentOn('anna@home.test');
    await here.core.db.query(`update core.delivery set state = 'unknown' where id = $1`, [order.deliveryId]);
    expect((await here.owner.post(`deliveries/${order.deliveryId}/settle`, { again: true })).status).toBe(200);
    const [, again] = await here.ordered('anna@home.test');
    expect(again!.order.deliveryId).not.toBe(order.deliveryId);
    expect(again!.order.evidence).toEqual(order.evidence);
    expect(await everythingIn(again!.raw)).not.toContain(ada);
  });

  it('is decided by the owner alone, and of mailboxes that there are', async () => {
    expect((await here.annas.get('forwarding-policy')).status).toBe(403);
    expect((await here.annas.put('forwarding-policy', { enabled: true, substitutes: true, channels: [] })).status).toBe(
      403,
    );
    const unknown = { enabled: true, substitutes: true, channels: [{ channelId: randomUUID(), enabled: true }] };
    expect((await here.owner.put('forwarding-policy', unknown)).body.code).toBe('channel.not-found');
    expect((await here.owner.get('forwarding-policy')).body).toEqual({
      enabled: true,
      substitutes: true,
      channels: [],
    });
  });
});

describe('a client’s letter whose files are looked through for harm', () => {
  let here: ReachOffice;
  let scanner: ClamdPeer;
  beforeAll(async () => {
    scanner = await ClamdPeer.start();
    here = await ReachOffice.open({ KEEPLINE_CLAMD: scanner.address });
    await here.worksIn(here.boris, 'boris@home.test');
    await here.forwards();
    await here.aClientOf(here.boris, 'ada@client.test');
  });
  afterAll(async () => {
    await here.close();
    await scanner.away();
  });

  it('is sent on without what harms, and says so', async () => {
    const attachments = [
      { filename: 'plan.pdf', content: '%PDF-1.4 plan' },
      { filename: 'bill.exe', content: 'EICAR-STANDARD and more' },
    ];
    await here.writes({ from: 'ada@client.test', subject: 'Bill', text: 'See the files', attachments });
    const { parsed, raw } = await here.sentOn('boris@home.test');
    expect(parsed.attachments.map(({ filename }) => filename)).toEqual(['plan.pdf']);
    expect(parsed.text).toContain('may do harm or were not looked at yet: bill.exe.');
    expect(await everythingIn(raw)).not.toContain('EICAR-STANDARD');
  });
});
