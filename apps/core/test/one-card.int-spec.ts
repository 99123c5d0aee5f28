import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
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
import { aKeptLetter, type SavedLetter } from './a-kept-letter.js';
import { auditOf, aWorkplace, type Workplace } from './a-workplace.js';

let db: TestDatabase;
let work: Workplace;
let office: SavedChannel;
let anna: SavedEmployee;
let head: SavedEmployee;
let clara: SavedEmployee;
let mine: SavedClient;
let hers: SavedClient;
let letter: SavedLetter;
let lost: SavedLetter;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
  office = await aMailbox().saved(db);
  anna = await anEmployee('Anna')
    .inTeam(await aTeam('Sales').saved(db))
    .seeingContacts()
    .saved(db);
  head = await aManager()
    .inTeam(await aTeam('Others').saved(db))
    .saved(db);
  clara = await anEmployee('Clara')
    .inTeam(await aTeam('Accounts').saved(db))
    .saved(db);
  mine = await aClient('Mine').withEmail('mine@example.test').assignedTo(anna).saved(db);
  hers = await aClient('Hers').withEmail('hers@example.test').assignedTo(clara).saved(db);
  const original = await work.evidence.put(Buffer.from('secret'));
  letter = await aKeptLetter('hers@example.test', 'Secret')
    .on(hers)
    .through(office)
    .saying('secret words', '<p>secret</p>')
    .withAttachment('secret.pdf')
    .keptAs(original)
    .saved(db);
  lost = await aKeptLetter('lost@example.test', 'Lost').through(office).saying('lost words').keptAs(original).saved(db);
});
afterAll(async () => {
  await work.close();
  await db.close();
});

describe('whoever may see one card', () => {
  it('reaches nothing of another, nor (an employee) of what lies on none', async () => {
    const counts = `select (select count(*) from core.interaction) as interactions, (select count(*) from core.conversation) as conversations,
      (select count(*) from core.outbox) as outbox, (select count(*) from core.delivery) as deliveries`;
    const before = await db.query(counts);
    const message = { medium: 'email' as const, subject: 'x', text: 'x', attachmentIds: [] };
    const attempts: [string, () => Promise<unknown>][] = [anna, head].flatMap(
      (who): [string, () => Promise<unknown>][] => [
        ['client.not-found', () => work.timeline.page(who, hers.id, { limit: 5 })],
        [
          'client.not-found',
          () => work.timeline.page(who, hers.id, { limit: 5, conversationId: letter.conversationId }),
        ],
        ['interaction.not-found', () => work.timeline.get(who, letter.id)],
        ['interaction.not-found', () => work.timeline.body(who, letter.id)],
        ['interaction.not-found', () => work.timeline.evidence(who, letter.id)],
        ['interaction.not-found', () => work.timeline.attachment(who, letter.id, 0)],
        ['client.not-found', () => work.answering.send(who, hers.id, message)],
        ['client.not-found', () => work.answering.note(who, hers.id, { text: 'x' })],
        ['interaction.not-found', () => work.unplaced.place(who, letter.id, { clientId: mine.id, remember: true })],
      ],
    );
    attempts.push(
      ['interaction.not-found', () => work.timeline.get(anna, lost.id)],
      ['interaction.not-found', () => work.timeline.body(anna, lost.id)],
      ['interaction.not-found', () => work.timeline.evidence(anna, lost.id)],
      ['interaction.not-found', () => work.unplaced.place(anna, lost.id, { clientId: mine.id, remember: true })],
      [
        'conversation.not-found',
        () => work.answering.send(anna, mine.id, { ...message, conversationId: letter.conversationId }),
      ],
      [
        'contact-point.not-found',
        () => work.answering.send(anna, mine.id, { ...message, contactPointId: hers.contactPoints[0]!.id }),
      ],
      ['client.not-found', () => work.unplaced.place(head, lost.id, { clientId: hers.id, remember: true })],
    );
    for (const [code, attempt] of attempts) await expect(attempt()).rejects.toMatchObject({ code });
    expect(await db.query(counts)).toEqual(before);
    expect(await auditOf(db, hers.id)).toEqual([]);
  });

  it('sees nothing of another in any list, counter or search', async () => {
    const file = await work.uploads.store(clara, { name: 'a', type: 'a/b' }, Readable.from([Buffer.from('x')]));
    const using = { medium: 'email' as const, subject: 'x', text: 'x', attachmentIds: [file.id] };
    await expect(work.answering.send(anna, mine.id, using)).rejects.toMatchObject({ code: 'upload.not-found' });
    const seen = [
      await work.clients.list(anna, { limit: 100 }),
      await work.timeline.page(anna, mine.id, { limit: 100, conversationId: letter.conversationId }),
      ...(await Promise.all(
        (['all', 'mine', 'team', 'unanswered', 'unassigned'] as const).map((view) =>
          work.inbox.list(anna, { view, limit: 100 }),
        ),
      )),
      await work.inbox.list(anna, { view: 'all', limit: 100, channelId: office.id }),
      await work.unplaced.list(anna, { limit: 100 }),
      await work.search.find(anna, { q: 'secret', limit: 100 }),
      await work.search.find(anna, { q: 'lost', limit: 100 }),
      await work.search.find(anna, { q: 'hers', limit: 100 }),
      await work.search.find(anna, { q: 'hers@example.test', limit: 100 }),
    ];
    expect(JSON.stringify(seen)).not.toMatch(/hers|secret|lost/i);
    expect(await work.inbox.counters(anna)).toEqual({
      ...{ all: 0, mine: 0, team: 0, unassigned: 0, unanswered: 0, 'waiting-for-client': 0, snoozed: 0, done: 0 },
      unplaced: 0,
      tasks: 0,
      alerts: 0,
    });
    expect(await work.inbox.start(anna)).toMatchObject({ clients: 1, interactions: 0, unplaced: 0 });
  });

  it('loses all of it with the card', async () => {
    const card = await aClient('Passing').assignedTo(anna).saved(db);
    const { id } = await aKeptLetter('passing@example.test').on(card).saved(db);
    await expect(work.timeline.get(anna, id)).resolves.toMatchObject({ id });
    const { id: noteId } = await work.answering.note(anna, card.id, { text: 'x', idempotencyKey: randomUUID() });
    await db.query(`update core.client set responsible_id = $2 where id = $1`, [card.id, clara.employeeId]);
    await expect(work.timeline.get(anna, id)).rejects.toMatchObject({ code: 'interaction.not-found' });
    await expect(work.timeline.get(anna, noteId as never)).rejects.toMatchObject({ code: 'interaction.not-found' });
  });
});

describe('the second wall, with rows behind it', () => {
  const scope = (sees: 'all' | 'own' | 'nothing') =>
    ({ is: 'viewer', sees, employeeId: anna.employeeId, teamIds: [] }) as const;
  it.each(['client', 'contact_point', 'assignment', 'conversation', 'interaction', 'interaction_content'])(
    'shows of %s what the scope may see, whatever the statement asks',
    async (table) => {
      const key = { client: 'id', interaction_content: 'interaction_id' }[table] ?? 'client_id';
      const foreign = table === 'interaction_content' ? letter.id : hers.id;
      const rows = (sees: 'all' | 'own' | 'nothing') =>
        work.uow.as(scope(sees), (tx) => tx.query(`select from ${table} where ${key} = $1`, [foreign]));
      expect((await rows('all')).length).toBeGreaterThan(0);
      expect(await rows('own')).toEqual([]);
      expect(await rows('nothing')).toEqual([]);
    },
  );

  it('lets nobody change what they may not see', async () => {
    const changed = await work.uow.as(scope('own'), async (tx) => [
      ...(await tx.query(`update conversation set client_id = $1 where id = $2 returning id`, [
        mine.id,
        letter.conversationId,
      ])),
      ...(await tx.query(`update interaction set client_id = $1 where id = $2 returning id`, [mine.id, letter.id])),
      ...(await tx.query(`delete from contact_point where client_id = $1 returning id`, [hers.id])),
    ]);
    expect(changed).toEqual([]);
    const planted = work.uow.as(scope('own'), (tx) =>
      tx.query(
        `insert into contact_point (id, client_id, kind, value) values (gen_random_uuid(), $1, 'email', 'x@y.test')`,
        [hers.id],
      ),
    );
    await expect(planted).rejects.toMatchObject({ details: { sqlState: '42501' } });
  });
});
