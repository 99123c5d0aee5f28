import { text } from 'node:stream/consumers';
import type { DatabaseScope, Tx } from '#libs/database';
import {
  aClient,
  aCompany,
  aDatabase,
  aMailbox,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type TestDatabase,
} from '#libs/testing';
import type { TimelineService } from '../src/conversations/timeline.service.js';
import { cursorOf } from '../src/http/paging.js';
import type { InboxViewName } from '../src/conversations/inbox/inbox.view.js';
import { aKeptLetter, type SavedLetter } from './a-kept-letter.js';
import { auditOf, aWorkplace, type Workplace } from './a-workplace.js';

let db: TestDatabase;
let work: Workplace;
let office: SavedChannel;
let owner: SavedEmployee;
let head: SavedEmployee;
let anna: SavedEmployee;
let boris: SavedEmployee;
let ada: SavedClient;
let first: SavedLetter;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
  office = await aMailbox('office@company.test').saved(db);
  const sales = await aTeam('Sales').saved(db);
  owner = await anOwner().saved(db);
  head = await aManager().inTeam(sales).saved(db);
  anna = await anEmployee('Anna').inTeam(sales).saved(db);
  boris = await anEmployee('Boris').inTeam(sales).seeingContacts().saved(db);
  ada = await aClient().withEmail('ada@example.test').withPhone('+380501234512').assignedTo(anna).saved(db);
  const original = await work.evidence.put(Buffer.from('From: ada@example.test\r\n\r\nGood day'));
  first = await aKeptLetter('Ada <ada@example.test>', 'Price? ada@example.test')
    .on(ada)
    .through(office)
    .saying('Call me: 050 123 45 12\n> on Monday ada@example.test wrote', '<p>ada&#64;example.test</p>')
    .withAttachment('for ada@example.test (1).pdf')
    .withAttachment('card.vcf', 'text/vcard')
    .keptAs(original)
    .daysAgo(2)
    .saved(db);
});
afterAll(async () => {
  await work.close();
  await db.close();
});

describe('a timeline', () => {
  it('masks what the viewer may not see, in every field', async () => {
    const { items } = await work.timeline.page(anna, ada.id, { limit: 10 });
    expect(items).toMatchObject([
      {
        id: first.id,
        status: 'received',
        subject: 'Price? a•••@e•••.test',
        text: 'Call me: +380 •• ••• •• 12\n> on Monday a•••@e•••.test wrote',
        hasHtml: true,
        reading: 'done',
        participants: {
          from: [{ name: 'Ada', address: 'a•••@e•••.test', masked: true, is: 'client' }],
          to: [{ address: 'office@company.test', masked: false, is: 'company' }],
        },
        attachments: [
          { n: 0, name: 'for a•••@e•••.test (1).pdf' },
          { n: 1, name: 'card.vcf' },
        ],
      },
    ]);
    const whole = await work.timeline.get(owner, first.id);
    expect(whole).toMatchObject({
      subject: 'Price? ada@example.test',
      participants: { from: [{ address: 'ada@example.test' }] },
    });
    expect(await work.timeline.body(anna, first.id)).toEqual({
      text: 'Call me: +380 •• ••• •• 12\n> on Monday a•••@e•••.test wrote',
      html: '<p>a•••@e•••.test</p>',
    });
    expect((await work.timeline.body(head, first.id)).html).toBe('<p>ada&#64;example.test</p>');
    expect(JSON.stringify([items, await work.inbox.list(anna, { view: 'all', limit: 10 })])).not.toMatch(
      /ada@example|123.?45.?12/,
    );
  });

  it('is paged without a gap or a repetition, also within one moment', async () => {
    const card = await aClient('Busy').assignedTo(anna).saved(db);
    for (let n = 0; n < 7; n++)
      await aKeptLetter('busy@example.test', `Letter ${n}`)
        .on(card)
        .daysAgo(n % 3)
        .saved(db);
    await db.query(
      `update core.interaction set occurred_at = date_trunc('day', occurred_at) + interval '1 microsecond' where client_id = $1`,
      [card.id],
    );
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof work.timeline.page>> = await work.timeline.page(anna, card.id, {
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items.map((item) => item.subject));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.length).toBe(7);
    expect(new Set(seen).size).toBe(7);
  });

  it.each([cursorOf('x', 'y'), cursorOf('1', "' or true"), cursorOf(1), 'rubbish'])(
    'refuses the cursor %s',
    async (cursor) => {
      await expect(async () => work.timeline.page(anna, ada.id, { limit: 2, cursor })).rejects.toMatchObject({
        code: 'page.cursor-invalid',
      });
    },
  );

  it('says of what was not read yet that it waits, and shows its header', async () => {
    const card = await aClient('Fresh').assignedTo(anna).saved(db);
    await aKeptLetter('fresh@example.test', 'Just came').on(card).unread().saved(db);
    const { items } = await work.timeline.page(anna, card.id, { limit: 1 });
    expect(items).toMatchObject([{ subject: 'Just came', text: null, reading: 'waiting', attachments: [] }]);
  });

  it('takes the same number of statements for one letter and for fifty', async () => {
    const [few, many] = [
      await aClient('Few').assignedTo(anna).saved(db),
      await aClient('Many').assignedTo(anna).saved(db),
    ];
    await aKeptLetter().on(few).saved(db);
    for (let n = 0; n < 50; n++) await aKeptLetter().on(many).saved(db);
    const counts: number[] = [];
    const uow = {
      read: <F, T>(scope: DatabaseScope, find: (tx: Tx) => Promise<F>, shape: (found: F) => T) =>
        work.uow.read(
          scope,
          (tx) => {
            counts.push(0);
            return find(counted(tx, () => counts.push(counts.pop()! + 1)));
          },
          shape,
        ),
    };
    const timeline = Object.create(work.timeline, { uow: { value: uow } }) as TimelineService;
    for (const card of [few, many]) await timeline.page(anna, card.id, { limit: 50 });
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeLessThanOrEqual(6);
  });

  it('keeps on record who opened what', async () => {
    const card = await aClient('Watched').assignedTo(anna).saved(db);
    const letter = await aKeptLetter()
      .on(card)
      .withAttachment('offer.pdf')
      .keptAs(await work.evidence.put(Buffer.from('x')))
      .saved(db);
    await work.timeline.page(anna, card.id, { limit: 10 });
    await work.timeline.get(anna, letter.id);
    await work.timeline.body(anna, letter.id);
    await work.timeline.attachment(anna, letter.id, 0);
    await work.timeline.evidence(head, letter.id);
    expect(await auditOf(db, card.id)).toEqual([
      'card.timeline-read',
      'interaction.read',
      'interaction.body-read',
      'attachment.downloaded',
      'evidence.downloaded',
    ]);
  });
});

describe('an original', () => {
  it('is given to whoever may see evidence and contact points', async () => {
    const file = await work.timeline.evidence(head, first.id);
    expect(file).toMatchObject({ name: `${first.id}.eml`, type: 'message/rfc822', size: 34 });
    expect(await text(await file.open())).toBe('From: ada@example.test\r\n\r\nGood day');
  });
  it('is refused to an employee, whatever contact points they see', async () => {
    const card = await aClient().assignedTo(boris).saved(db);
    const letter = await aKeptLetter().on(card).saved(db);
    await expect(work.timeline.evidence(boris, letter.id)).rejects.toMatchObject({ code: 'evidence.not-allowed' });
    await expect(work.timeline.evidence(anna, first.id)).rejects.toMatchObject({ code: 'evidence.not-allowed' });
  });
  it('an attachment made of addresses is refused to whoever may not see them', async () => {
    await expect(work.timeline.attachment(anna, first.id, 1)).rejects.toMatchObject({ code: 'attachment.not-allowed' });
    await expect(work.timeline.attachment(anna, first.id, 7)).rejects.toMatchObject({ code: 'attachment.not-found' });
    expect(await work.timeline.attachment(anna, first.id, 0)).toMatchObject({ name: 'for a•••@e•••.test (1).pdf' });
    expect((await work.timeline.attachment(owner, first.id, 1)).type).toBe('text/vcard');
  });
});

describe('the inbox', () => {
  it('shows each viewer their own views, the newest first, with counters to match', async () => {
    const team = await aTeam('Inbox').saved(db);
    const lead = await aManager('Lead').inTeam(team).saved(db);
    const vera = await anEmployee('Vera').inTeam(team).saved(db);
    const hers = await aClient('Hers').assignedTo(vera).saved(db);
    const free = await aClient('Free').inTeam(team).saved(db);
    const old = await aKeptLetter('x@example.test', 'Old').on(hers).through(office).daysAgo(3).saved(db);
    await aKeptLetter('x@example.test', 'Free').on(free).saying('Any news?').daysAgo(2).saved(db);
    await aKeptLetter('x@example.test', 'Answered').on(hers).daysAgo(1).sentByUs().saved(db);
    const subjects = async (viewer: SavedEmployee, view: InboxViewName) =>
      (await work.inbox.list(viewer, { view, limit: 50 })).items.map((item) => item.subject);
    expect(await subjects(lead, 'all')).toEqual(['Answered', 'Free', 'Old']);
    expect(await subjects(lead, 'team')).toEqual(['Answered', 'Free', 'Old']);
    expect(await subjects(lead, 'unanswered')).toEqual(['Free', 'Old']);
    expect(await subjects(lead, 'unassigned')).toEqual(['Free']);
    expect(await subjects(lead, 'mine')).toEqual([]);
    expect(await subjects(vera, 'all')).toEqual(['Answered', 'Old']);
    expect(await subjects(vera, 'mine')).toEqual(['Answered', 'Old']);
    expect(await subjects(vera, 'unassigned')).toEqual([]);
    expect(await work.inbox.counters(vera)).toEqual({
      ...{ all: 2, mine: 2, team: 2, unassigned: 0, unanswered: 1, 'waiting-for-client': 1, snoozed: 0, done: 0 },
      unplaced: 0,
      tasks: 0,
      alerts: 0,
    });
    expect(await work.inbox.counters(lead)).toMatchObject({ all: 3, mine: 0, team: 3, unanswered: 2, unassigned: 1 });
    const page = await work.inbox.list(lead, { view: 'all', limit: 1 });
    const next = await work.inbox.list(lead, { view: 'all', limit: 5, cursor: page.nextCursor! });
    expect(next.items.map((item) => item.subject)).toEqual(['Free', 'Old']);
    expect(next.items[0]).toMatchObject({
      snippet: 'Any news?',
      client: { name: 'Free' },
      responsible: null,
      trouble: false,
    });
    expect(
      (await work.inbox.list(lead, { view: 'all', limit: 5, channelId: office.id })).items.map(({ id }) => id),
    ).toEqual([old.conversationId]);
  });

  it('marks a conversation whose newest answer did not arrive', async () => {
    const card = await aClient('Unlucky').assignedTo(boris).saved(db);
    const answer = (state: string, id: string) =>
      db.query(
        `insert into core.delivery (id, interaction_id, channel_id, purpose, recipient, state) values (gen_random_uuid(), $1, $2, 'answer', 'x@example.test', $3)`,
        [id, office.id, state],
      );
    const trouble = async () => {
      const { items } = await work.inbox.list(boris, { view: 'mine', limit: 50 });
      return items.find((item) => item.client.name === 'Unlucky')!.trouble;
    };
    const ours = await aKeptLetter('office@company.test').on(card).through(office).sentByUs().daysAgo(1).saved(db);
    await answer('bounced', ours.id);
    expect(await trouble()).toBe(true);
    const again = await aKeptLetter('office@company.test').on(card).inConversationOf(ours).sentByUs().saved(db);
    await answer('sent', again.id);
    expect(await trouble()).toBe(false);
  });

  it('the first screen counts only what the viewer may know of', async () => {
    const admin = await anEmployee('Admin').as('administrator').saved(db);
    await aKeptLetter('who@example.test').saved(db);
    expect(await work.inbox.start(admin)).toMatchObject({ channels: 1, clients: 0, interactions: 0, unplaced: 0 });
    expect(await work.inbox.start(anna)).toMatchObject({ unplaced: 0 });
    expect((await work.inbox.start(owner)).unplaced).toBe(1);
  });
});

function counted<T extends object>(tx: T, count: () => void): T {
  return new Proxy(tx, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (name === 'query') count();
        return Reflect.apply(value, target, args);
      };
    },
  });
}
