import { randomUUID } from 'node:crypto';
import type { DeliveryChanged, SendLetter } from '#libs/contracts';
import { letterFacts, letterNaturalKey } from '#libs/letters';
import { Inbox } from '#libs/messaging';
import {
  aClient,
  aCompany,
  aDatabase,
  aMailbox,
  aManager,
  anEmployee,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type TestDatabase,
} from '#libs/testing';
import { DeliveriesConsumer } from '../src/conversations/answering/deliveries.consumer.js';
import { DeliveriesRepository } from '../src/conversations/answering/deliveries.repository.js';
import type { InteractionView, NewMessage } from '../src/conversations/interaction.view.js';
import { aKeptLetter, type SavedLetter } from './a-kept-letter.js';
import { auditOf, aWorkplace, type Workplace } from './a-workplace.js';
import { Audit } from '../src/audit/audit.js';
import { Journal } from '../src/audit/journal/journal.js';
import { JournalRepository } from '../src/audit/journal/journal.repository.js';
import { DeliveryReports } from '../src/conversations/reading/delivery-reports.js';
import { DeliveryReportsRepository } from '../src/conversations/reading/delivery-reports.repository.js';

let db: TestDatabase;
let work: Workplace;
let office: SavedChannel;
let head: SavedEmployee;
let anna: SavedEmployee;
let ada: SavedClient;
let asked: SavedLetter;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany('Company').saved(db);
  office = await aMailbox('office@company.test').saved(db);
  const sales = await aTeam('Sales').saved(db);
  head = await aManager().inTeam(sales).saved(db);
  anna = await anEmployee('Anna Kovalenko').inTeam(sales).saved(db);
});
beforeEach(async () => {
  ada = await aClient('Ada')
    .withEmail(`ada.${randomUUID()}@example.test`)
    .withPhone('+380501234512')
    .assignedTo(anna)
    .saved(db);
  asked = await aKeptLetter(addressOf(ada), 'AW: Offer')
    .on(ada)
    .through(office)
    .answering('<root@example.test>')
    .daysAgo(1)
    .saved(db);
});
afterEach(() =>
  db.query('delete from core.copy_rule where not exists (select from core.delivery where copy_rule_id = copy_rule.id)'),
);
afterAll(async () => {
  await work.close();
  await db.close();
});

const addressOf = (card: SavedClient) => card.contactPoints[0]!.value;
const message = (rest: Partial<NewMessage> = {}): NewMessage => ({
  medium: 'email',
  text: 'Good day',
  attachmentIds: [],
  ...rest,
});
const letterOf = (view: Pick<InteractionView, 'evidenceSha256'>) =>
  work.evidence.read(view.evidenceSha256 as never, 1e8);
const orders = async (view: InteractionView) => {
  const rows = await db.query<{ body: SendLetter }>(
    `select body from core.outbox where topic = 'mail.letter.send.v1' order by seq`,
  );
  return rows.map(({ body }) => body).filter(({ evidence }) => (evidence.sha256 as string) === view.evidenceSha256);
};
const rule = async (target: 'address' | 'responsible' | 'head', address: string | null, visible = false) => {
  await db.query(
    `insert into core.copy_rule (id, direction, target, address, visible) values (gen_random_uuid(), 'outbound', $1, $2, $3)`,
    [target, address, visible],
  );
};

describe('an answer', () => {
  it('stands in its thread, under the corporate address, and is ordered to be sent', async () => {
    const view = await work.answering.send(anna, ada.id, message({ conversationId: asked.conversationId }));
    expect(view).toMatchObject({
      direction: 'outbound',
      status: 'queued',
      subject: 'Re: Offer',
      text: 'Good day',
      reading: 'done',
      employee: { name: 'Anna Kovalenko' },
      conversationId: asked.conversationId,
      deliveries: [{ purpose: 'answer', state: 'queued', recipient: 'a•••@e•••.test' }],
    });
    const [{ token } = { token: '' }] = await db.query<{ token: string }>(
      `select token from core.conversation where id = $1`,
      [asked.conversationId],
    );
    const bytes = await letterOf(view);
    const { header } = letterFacts(bytes, new Date());
    expect(header).toMatchObject({
      messageId: `<${view.id}@company.test>`,
      from: [{ name: 'Anna Kovalenko, Company', address: 'office@company.test' }],
      replyTo: [{ name: '', address: `office+c${token}@company.test` }],
      to: [{ name: '', address: addressOf(ada) }],
      cc: [],
      inReplyTo: [asked.messageId],
      references: ['<root@example.test>', asked.messageId],
      autoSubmitted: null,
    });
    expect(await orders(view)).toEqual([
      {
        deliveryId: view.deliveries[0]!.id,
        channelId: office.id,
        envelope: { from: 'office@company.test', to: [addressOf(ada)] },
        messageId: `<${view.id}@company.test>`,
        evidence: { sha256: view.evidenceSha256, size: bytes.length },
        prependHeaders: [],
        sentCopy: true,
      },
    ]);
    expect(view.journalSeq).toBeGreaterThan(7);
    expect(await auditOf(db, ada.id)).toEqual(['message.sent']);
    expect(await work.inbox.list(anna, { view: 'unanswered', limit: 100 })).not.toMatchObject({
      items: [{ id: asked.conversationId }],
    });
    expect(work.events.at(-1)).toMatchObject({
      event: 'interaction',
      data: { clientId: ada.id, interactionId: view.id },
    });
  });

  it('is known again when its copy comes back from the Sent folder', async () => {
    const view = await work.answering.send(anna, ada.id, message({ conversationId: asked.conversationId }));
    const { header, contentDigest } = letterFacts(await letterOf(view), new Date());
    const rows = await db.query(`select natural_key from core.interaction where id = $1`, [view.id]);
    expect(rows).toEqual([{ natural_key: letterNaturalKey(header.messageId, contentDigest) }]);
  });

  it('is sent once, however often it is asked for', async () => {
    const once = message({ conversationId: asked.conversationId, idempotencyKey: randomUUID() });
    const views = await Promise.all([1, 2, 3].map(() => work.answering.send(anna, ada.id, once)));
    expect(new Set(views.map(({ id }) => id)).size).toBe(1);
    expect(await orders(await work.answering.send(anna, ada.id, once))).toHaveLength(1);
    const other = await aClient().withEmail(`x.${randomUUID()}@example.test`).assignedTo(anna).saved(db);
    await expect(work.answering.send(anna, other.id, { ...once, subject: 'x' })).rejects.toMatchObject({
      code: 'idempotency-key.conflict',
    });
  });

  it('begins a thread of its own without a conversation', async () => {
    await expect(work.answering.send(anna, ada.id, message())).rejects.toMatchObject({
      code: 'message.subject-missing',
    });
    const view = await work.answering.send(anna, ada.id, message({ subject: 'New\r\nBcc: eve@example.test' }));
    expect(view.conversationId).not.toBe(asked.conversationId);
    expect(view.subject).toBe('New Bcc: e•••@e•••.test');
    const { header } = letterFacts(await letterOf(view), new Date());
    expect(header).toMatchObject({ subject: 'New Bcc: eve@example.test', inReplyTo: [], references: [], cc: [] });
  });

  it('goes only to an address of the card, whatever the letter says', async () => {
    const sly = await aKeptLetter(addressOf(ada), 'Sly').on(ada).through(office).replyTo('eve@evil.test').saved(db);
    const stranger = await aKeptLetter('eve@evil.test', 'Stranger').on(ada).through(office).saved(db);
    for (const { conversationId } of [sly, stranger]) {
      const view = await work.answering.send(head, ada.id, message({ conversationId }));
      expect(view.deliveries).toMatchObject([{ recipient: addressOf(ada) }]);
    }
    const other = await aClient().withEmail(`y.${randomUUID()}@example.test`).assignedTo(anna).saved(db);
    const elsewhere = message({ subject: 'x', contactPointId: other.contactPoints[0]!.id });
    await expect(work.answering.send(anna, ada.id, elsewhere)).rejects.toMatchObject({
      code: 'contact-point.not-found',
    });
    const phone = message({ subject: 'x', contactPointId: ada.contactPoints[1]!.id });
    await expect(work.answering.send(anna, ada.id, phone)).rejects.toMatchObject({ code: 'contact-point.not-found' });
    const bare = await aClient().assignedTo(anna).saved(db);
    await expect(work.answering.send(anna, bare.id, message({ subject: 'x' }))).rejects.toMatchObject({
      code: 'client.no-address',
    });
  });

  it('needs a mailbox that can send', async () => {
    const closed = await aMailbox('closed@company.test').disabled().saved(db);
    const deaf = await aMailbox('deaf@company.test').withoutSmarthost().saved(db);
    const by = (channelId: string) => work.answering.send(anna, ada.id, message({ subject: 'x', channelId }));
    await expect(by(closed.id)).rejects.toMatchObject({
      code: 'channel.cannot-send',
      details: { because: 'disabled' },
    });
    await expect(by(deaf.id)).rejects.toMatchObject({ details: { because: 'no-smarthost' } });
    await expect(by(randomUUID())).rejects.toMatchObject({ details: { because: 'not-found' } });
    const plain = await aMailbox('plain@company.test').withoutPlusAddressing().saved(db);
    const view = await by(plain.id);
    expect(letterFacts(await letterOf(view), new Date()).header.replyTo).toEqual([]);
    const fresh = await aClient().withEmail(`z.${randomUUID()}@example.test`).assignedTo(anna).saved(db);
    await expect(work.answering.send(anna, fresh.id, message({ subject: 'x' }))).rejects.toMatchObject({
      code: 'channel.required',
    });
    await db.query(`update core.channel set enabled = false where id = $1`, [plain.id]);
  });
});

describe('copies', () => {
  it('go out by rule: hidden ones as deliveries of their own, visible ones also in Cc where they are ours', async () => {
    await rule('address', 'archive@elsewhere.test');
    await rule('address', 'visible@elsewhere.test', true);
    await rule('head', null, true);
    await rule('responsible', null);
    const view = await work.answering.send(head, ada.id, message({ conversationId: asked.conversationId }));
    expect(view.deliveries.map(({ purpose, recipient }) => [purpose, recipient]).sort()).toEqual(
      [
        ['answer', addressOf(ada)],
        ['copy', anna.email],
        ['copy', 'archive@elsewhere.test'],
        ['copy', 'visible@elsewhere.test'],
      ].sort(),
    );
    const bytes = await letterOf(view);
    expect(letterFacts(bytes, new Date()).header.cc).toEqual([]);
    expect(bytes.toString()).not.toContain('elsewhere.test');
    for (const order of await orders(view)) {
      expect(order.envelope.to).toHaveLength(1);
      expect(order.prependHeaders.length > 0).toBe(order.envelope.to[0] !== addressOf(ada));
    }
    const byAnna = await work.answering.send(anna, ada.id, message({ conversationId: asked.conversationId }));
    expect(letterFacts(await letterOf(byAnna), new Date()).header.cc).toEqual([{ name: '', address: head.email }]);
    expect(byAnna.deliveries.map(({ purpose }) => purpose)).toEqual(['answer']);
    expect(await orders(byAnna)).toHaveLength(4);
  });

  it('never go to a client or back to ourselves', async () => {
    const other = await aClient('Other').withEmail(`other.${randomUUID()}@example.test`).saved(db);
    await rule('address', addressOf(other), true);
    await rule('address', 'office@company.test');
    const view = await work.answering.send(head, ada.id, message({ conversationId: asked.conversationId }));
    const recipients = (await orders(view)).flatMap(({ envelope }) => envelope.to);
    expect(recipients).toContain(addressOf(ada));
    expect(recipients).not.toContain(addressOf(other));
    expect(recipients).not.toContain('office@company.test');
    expect((await letterOf(view)).toString()).not.toContain(addressOf(other));
  });
});

describe('a delivery', () => {
  it('only moves forward', async () => {
    const view = await work.answering.send(anna, ada.id, message({ conversationId: asked.conversationId }));
    const deliveryId = view.deliveries[0]!.id as DeliveryChanged['deliveryId'];
    const audit = new Audit(new Journal(new JournalRepository()));
    const reports = new DeliveryReports(new DeliveryReportsRepository(), audit, work.live);
    const sent: number[] = [];
    const consumer = new DeliveriesConsumer(
      ...([new Inbox(work.uow), new DeliveriesRepository(), reports, work.live] as const),
      { sent: (letters) => sent.push(letters) },
    );
    const told = (revision: number, state: DeliveryChanged['state'], reply: string | null = null) => ({
      id: randomUUID(),
      attempt: 0,
      body: {
        deliveryId,
        state,
        revision,
        at: '2026-11-22T10:00:00Z',
        code: null,
        reply,
        nextAttemptAt: null,
      } satisfies DeliveryChanged,
    });
    const status = async () => (await work.timeline.get(anna, view.id as never)).status;
    const failed = told(3, 'failed', `550 <${addressOf(ada)}> unknown`);
    await consumer.changed([told(1, 'sending'), failed, told(2, 'queued')]);
    expect(await status()).toBe('failed');
    await consumer.changed([failed, told(1, 'sending')]);
    expect(sent).toEqual([3, 2]);
    expect(await status()).toBe('failed');
    expect((await work.timeline.get(anna, view.id as never)).deliveries[0]!.reply).toBe('550 <a•••@e•••.test> unknown');
    await consumer.changed([told(4, 'sent')]);
    expect(await status()).toBe('sent');
    expect(work.events.at(-1)).toEqual({
      event: 'delivery',
      data: { clientId: ada.id, interactionId: view.id, state: 'sent' },
    });
    await db.query(`update core.delivery set state = 'bounced' where id = $1`, [deliveryId]);
    await consumer.changed([told(5, 'sent')]);
    expect(await status()).toBe('bounced');
  });
});

describe('a note', () => {
  it('is kept as evidence and stands on the timeline, for colleagues only', async () => {
    const key = randomUUID();
    const note = await work.answering.note(anna, ada.id, { text: 'Wants a discount', idempotencyKey: key });
    expect(note).toMatchObject({
      kind: 'note',
      direction: 'internal',
      status: 'noted',
      text: 'Wants a discount',
      conversationId: null,
    });
    expect(JSON.parse((await letterOf(note)).toString())).toMatchObject({
      kind: 'note',
      text: 'Wants a discount',
      clientId: ada.id,
    });
    expect((await work.answering.note(anna, ada.id, { text: 'Wants a discount', idempotencyKey: key })).id).toBe(
      note.id,
    );
    expect((await work.timeline.page(anna, ada.id, { limit: 5 })).items.map(({ kind }) => kind)).toEqual([
      'note',
      'email',
    ]);
    expect(await orders(note)).toEqual([]);
  });

  it('stands in the conversation in which it was written, and in no other card’s', async () => {
    const [letter] = (await work.timeline.page(anna, ada.id, { limit: 1, medium: 'email' })).items;
    const conversationId = letter!.conversationId!;
    const note = await work.answering.note(anna, ada.id, { text: 'Asked the warehouse', conversationId });
    const shown = await work.timeline.page(anna, ada.id, { limit: 50, conversationId });
    expect(shown.items.map(({ id }) => id)).toEqual(expect.arrayContaining([note.id, letter!.id]));
    await expect(work.answering.note(anna, ada.id, { text: 'x', conversationId: randomUUID() })).rejects.toMatchObject({
      code: 'conversation.not-found',
    });
  });
});
