import { randomUUID } from 'node:crypto';
import {
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  anEmployee,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { letterReceived } from '#libs/contracts';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter, type SavedLetter } from './a-kept-letter.js';

let core: TestCore;
let office: SavedChannel;
let [olga, maria, anna, boris] = [] as unknown as [SavedEmployee, SavedEmployee, SavedEmployee, SavedEmployee];
const callers = new Map<SavedEmployee, Caller>();
const as = (who: SavedEmployee): Caller => callers.get(who)!;
const events: LiveEvent[] = [];

beforeAll(async () => {
  core = await aCore();
  core.app.get(LiveEvents, { strict: false }).listen((event) => events.push(event));
  await aCompany().saved(core.db);
  const sales = await aTeam('Sales').saved(core.db);
  office = await aMailbox('office@company.test').saved(core.db);
  olga = await anOwner().saved(core.db);
  maria = await anEmployee('Maria').as('manager').inTeam(sales).saved(core.db);
  anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
  boris = await anEmployee('Boris').saved(core.db);
  for (const who of [olga, maria, anna, boris]) callers.set(who, await core.as(who));
});
beforeEach(() => events.splice(0));
afterAll(() => core.close());

interface Office {
  card: SavedClient;
  email: string;
}
async function aCardOf(who: SavedEmployee, name: string): Promise<Office> {
  const email = `${randomUUID()}@example.test`;
  return { card: await aClient(name).withEmail(email).assignedTo(who).saved(core.db), email };
}
const wrote = ({ card, email }: Office, subject: string, daysAgo = 0) =>
  aKeptLetter(email, subject).on(card).through(office).daysAgo(daysAgo).saved(core.db);
const answered = ({ card, email }: Office, letter: SavedLetter, daysAgo: number) =>
  aKeptLetter('office@company.test', 'Re')
    .on(card)
    .through(office)
    .to(email)
    .inConversationOf(letter)
    .sentByUs()
    .daysAgo(daysAgo)
    .saved(core.db);
const whereIs = async (letter: SavedLetter) => {
  const [row] = await core.db.query<{ conversation: string; card: string }>(
    `select conversation_id as conversation, client_id as card from core.interaction where id = $1`,
    [letter.id],
  );
  return row!;
};
const conversation = async (id: string) => {
  const [row] = await core.db.query<{
    card: string | null;
    last: string | null;
    waits: boolean;
    into: string | null;
    token: string;
  }>(
    `select client_id as card, last_interaction_id as last, waiting_since is not null as waits, merged_into as into, token
     from core.conversation where id = $1`,
    [id],
  );
  return row!;
};
const auditOf = (id: string) =>
  core.db.query<{ action: string; card: string }>(
    `select action, client_id as card from core.journal where kind = 'audit' and subject_id = $1 order by at, seq`,
    [id],
  );
/** What the mail role tells of a letter that came just now. */
const comes = async (letter: ReturnType<typeof aLetter>) => {
  const told = letter.into(office.id);
  await core.tell(letterReceived, told);
  const [row] = await core.db.query<{ conversation: string; card: string | null }>(
    `select conversation_id as conversation, client_id as card from core.interaction where evidence_sha256 = $1`,
    [told.evidence.sha256],
  );
  return row!;
};

describe('two conversations of a card that become one', () => {
  it('are one: entries, who waits, what answers either of them, and its token', async () => {
    const ada = await aCardOf(anna, 'Ada');
    const first = await wrote(ada, 'Offer', 3);
    const second = await wrote(ada, 'Other offer', 1);
    const { token } = await conversation(first.conversationId);
    const preview = await as(anna).get(`conversations/${first.conversationId}/thread`);
    expect(preview.body).toMatchObject({
      ...{ subject: 'Offer', entries: 1, entriesFrom: null, changes: [] },
      others: [{ id: second.conversationId, subject: 'Other offer', entries: 1 }],
    });
    const merged = await as(anna).post(`conversations/${first.conversationId}/merge`, {
      intoId: second.conversationId,
    });
    expect([merged.status, merged.body]).toEqual([
      200,
      { changeId: expect.any(String), conversationId: second.conversationId, clientId: ada.card.id, entries: 1 },
    ]);
    expect(await whereIs(first)).toEqual({ conversation: second.conversationId, card: ada.card.id });
    expect(await conversation(second.conversationId)).toMatchObject({ last: second.id, waits: true });
    expect(await conversation(first.conversationId)).toMatchObject({
      card: null,
      waits: false,
      into: second.conversationId,
    });
    expect(events).toContainEqual({ event: 'rehomed', data: { clientId: ada.card.id } });
    expect(await auditOf(first.conversationId)).toEqual([{ action: 'conversation.merged', card: ada.card.id }]);
    const { items } = (await as(anna).get(`conversations?view=all&limit=100`)).body as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toContain(second.conversationId);
    expect(items.map(({ id }) => id)).not.toContain(first.conversationId);
    for (const letter of [
      aLetter(ada.email, 'by reference').answering(first.messageId),
      aLetter(ada.email, 'by token').to(`office+c${token}@company.test`),
    ])
      expect(await comes(letter)).toEqual({ conversation: second.conversationId, card: ada.card.id });

    const undone = await as(anna).post(`thread-changes/${merged.body['changeId'] as string}/undo`);
    expect(undone.body).toEqual({ conversationId: first.conversationId, clientId: ada.card.id, back: 1, stay: 2 });
    expect(await whereIs(first)).toEqual({ conversation: first.conversationId, card: ada.card.id });
    expect(await conversation(first.conversationId)).toMatchObject({
      card: ada.card.id,
      last: first.id,
      waits: true,
      into: null,
    });
    expect(await comes(aLetter(ada.email, 'by token again').to(`office+c${token}@company.test`))).toEqual({
      ...{ conversation: first.conversationId, card: ada.card.id },
    });
    expect((await as(anna).post(`thread-changes/${merged.body['changeId'] as string}/undo`)).body).toMatchObject({
      code: 'thread.already-undone',
    });
  });

  it('nobody waits, where we answered last in either', async () => {
    const ada = await aCardOf(anna, 'Answered');
    const first = await wrote(ada, 'Question', 3);
    const second = await wrote(ada, 'Same question', 2);
    const ours = await answered(ada, second, 1);
    await as(anna).post(`conversations/${first.conversationId}/merge`, { intoId: second.conversationId });
    expect(await conversation(second.conversationId)).toMatchObject({ last: ours.id, waits: false });
  });

  it.each([
    ['itself', 'thread.there-already', 409],
    ['another card’s', 'conversation.not-found', 404],
    ['nobody’s', 'conversation.not-found', 404],
  ])('not with %s', async (which, code, status) => {
    const ada = await aCardOf(anna, 'Refused');
    const letter = await wrote(ada, 'Refused');
    const others = await wrote(await aCardOf(anna, 'Else'), 'Else');
    const intoId =
      which === 'itself' ? letter.conversationId : which === 'nobody’s' ? randomUUID() : others.conversationId;
    const refused = await as(anna).post(`conversations/${letter.conversationId}/merge`, { intoId });
    expect([refused.status, refused.body['code']]).toEqual([status, code]);
    expect(await whereIs(letter)).toMatchObject({ conversation: letter.conversationId });
  });

  it('not by somebody who does not see the card, and a chat not at all', async () => {
    const ada = await aCardOf(anna, 'Unseen');
    const [one, two] = [await wrote(ada, 'One'), await wrote(ada, 'Two')];
    const path = `conversations/${one.conversationId}/merge`;
    expect((await as(boris).post(path, { intoId: two.conversationId })).body['code']).toBe('conversation.not-found');
    await core.db.query(`update core.conversation set medium = 'phone' where id = $1`, [two.conversationId]);
    expect((await as(anna).post(path, { intoId: two.conversationId })).body['code']).toBe('thread.not-mail');
  });
});

describe('a conversation that is split', () => {
  it('from an entry on is another; answers to what moved come there, and back together everything is in one', async () => {
    const ada = await aCardOf(anna, 'Split');
    const first = await wrote(ada, 'Delivery', 4);
    const ours = await answered(ada, first, 3);
    const other = await aKeptLetter(ada.email, 'By the way')
      .on(ada.card)
      .through(office)
      .inConversationOf(first)
      .daysAgo(1)
      .saved(core.db);
    const { token } = await conversation(first.conversationId);
    const preview = await as(anna).get(`conversations/${first.conversationId}/thread?from=${other.id}`);
    expect(preview.body).toMatchObject({ entries: 3, entriesFrom: 1 });
    const split = await as(anna).post(`conversations/${first.conversationId}/split`, { from: other.id });
    expect(split.body).toMatchObject({ entries: 1, clientId: ada.card.id });
    const anew = split.body['conversationId'] as string;
    expect(await whereIs(other)).toEqual({ conversation: anew, card: ada.card.id });
    expect(await conversation(first.conversationId)).toMatchObject({ last: ours.id, waits: false });
    expect(await conversation(anew)).toMatchObject({ last: other.id, waits: true });
    // Their program answers to the old token, and names the letter that moved.
    expect(
      await comes(
        aLetter(ada.email, 'follows').to(`office+c${token}@company.test`).answering(first.messageId, other.messageId),
      ),
    ).toEqual({ conversation: anew, card: ada.card.id });
    const undone = await as(anna).post(`thread-changes/${split.body['changeId'] as string}/undo`);
    expect(undone.body).toEqual({ conversationId: first.conversationId, clientId: ada.card.id, back: 2, stay: 0 });
    expect(await whereIs(other)).toEqual({ conversation: first.conversationId, card: ada.card.id });
    expect(await conversation(first.conversationId)).toMatchObject({ waits: true });
    expect(await auditOf(first.conversationId)).toEqual([
      { action: 'conversation.split', card: ada.card.id },
      { action: 'conversation.change-undone', card: ada.card.id },
    ]);
  });

  it('not from its first entry on, nor by an entry of another', async () => {
    const ada = await aCardOf(anna, 'Nothing left');
    const [first, other] = [await wrote(ada, 'First'), await wrote(ada, 'Other')];
    const path = `conversations/${first.conversationId}/split`;
    expect((await as(anna).post(path, { from: first.id })).body['code']).toBe('thread.nothing-left');
    expect((await as(anna).post(path, { from: other.id })).body['code']).toBe('thread.entry-not-found');
  });
});

describe('a conversation that is moved to another card', () => {
  it('takes everything along, and later letters of whoever wrote in it, wherever they stand', async () => {
    const [here, there] = [await aCardOf(anna, 'Here'), await aCardOf(anna, 'There')];
    const letter = await wrote(here, 'Wrong card', 1);
    await core.db.query(`insert into core.pin (client_id, interaction_id) values ($1, $2)`, [here.card.id, letter.id]);
    const { token } = await conversation(letter.conversationId);
    const moved = await as(anna).post(`conversations/${letter.conversationId}/move`, { clientId: there.card.id });
    expect(moved.body).toMatchObject({ conversationId: letter.conversationId, clientId: there.card.id, entries: 1 });
    expect(await whereIs(letter)).toEqual({ conversation: letter.conversationId, card: there.card.id });
    expect(
      await core.db.query(`select client_id as card from core.pin where interaction_id = $1`, [letter.id]),
    ).toEqual([{ card: there.card.id }]);
    expect(events.filter(({ event }) => event === 'rehomed').map(({ data }) => data)).toEqual([
      { clientId: here.card.id },
      { clientId: there.card.id },
    ]);
    expect((await auditOf(letter.conversationId)).map(({ card }) => card).sort()).toEqual(
      [here.card.id, there.card.id].sort(),
    );
    for (const later of [
      aLetter(here.email, 'moved by reference').answering(letter.messageId),
      aLetter(here.email, 'moved by token').to(`office+c${token}@company.test`),
    ])
      expect(await comes(later)).toEqual({ conversation: letter.conversationId, card: there.card.id });
    // What they write anew is theirs, and the other client's letters do not come to them.
    expect(await comes(aLetter(here.email, 'something new'))).toMatchObject({ card: here.card.id });

    const undone = await as(anna).post(`thread-changes/${moved.body['changeId'] as string}/undo`);
    expect(undone.body).toEqual({ conversationId: letter.conversationId, clientId: here.card.id, back: 3, stay: 0 });
    expect(await whereIs(letter)).toEqual({ conversation: letter.conversationId, card: here.card.id });
    expect(await comes(aLetter(there.email, 'not theirs').answering(letter.messageId))).toMatchObject({
      card: there.card.id,
    });
  });

  it('or some of its entries, which are a conversation of their own there', async () => {
    const [here, there] = [await aCardOf(anna, 'Mixed'), await aCardOf(anna, 'Target')];
    const first = await wrote(here, 'Two people', 3);
    const second = await aKeptLetter(here.email, 'For the other')
      .on(here.card)
      .through(office)
      .inConversationOf(first)
      .daysAgo(2)
      .saved(core.db);
    const moved = await as(anna).post(`conversations/${first.conversationId}/move`, {
      clientId: there.card.id,
      entries: [second.id],
    });
    expect(moved.body).toMatchObject({ clientId: there.card.id, entries: 1 });
    const anew = moved.body['conversationId'] as string;
    expect([await whereIs(first), await whereIs(second)]).toEqual([
      { conversation: first.conversationId, card: here.card.id },
      { conversation: anew, card: there.card.id },
    ]);
    expect(await comes(aLetter(here.email, 'to the moved one').answering(first.messageId, second.messageId))).toEqual({
      ...{ conversation: anew, card: there.card.id },
    });
    const undone = await as(anna).post(`thread-changes/${moved.body['changeId'] as string}/undo`);
    expect(undone.body).toMatchObject({ conversationId: first.conversationId, clientId: here.card.id, back: 2 });
    expect(await whereIs(second)).toEqual({ conversation: first.conversationId, card: here.card.id });
  });

  it('only between cards that are the mover’s own or their team’s', async () => {
    const [annas, boriss] = [await aCardOf(anna, 'Annas'), await aCardOf(boris, 'Boriss')];
    const letter = await wrote(annas, 'Not mine');
    const path = `conversations/${letter.conversationId}/move`;
    expect((await as(anna).post(path, { clientId: boriss.card.id })).body['code']).toBe('client.not-found');
    expect((await as(boris).post(path, { clientId: boriss.card.id })).body['code']).toBe('conversation.not-found');
    await core.db.query(`insert into core.card_access (client_id, employee_id, source) values ($1, $2, 'mention')`, [
      ...[boriss.card.id, anna.employeeId],
    ]);
    expect((await as(anna).get(`clients/${boriss.card.id}`)).status).toBe(200);
    expect((await as(anna).post(path, { clientId: boriss.card.id })).body['code']).toBe('client.not-found');
    const moved = await as(olga).post(path, { clientId: boriss.card.id });
    expect(moved.status).toBe(200);
    // Anna sees it no more, and cannot bring it back.
    await core.db.query(`update core.card_access set ended_at = now() where client_id = $1`, [boriss.card.id]);
    expect((await as(anna).get(`conversations/${letter.conversationId}/thread`)).status).toBe(404);
    const undo = `thread-changes/${moved.body['changeId'] as string}/undo`;
    expect((await as(anna).post(undo)).body['code']).toBe('thread.change-not-found');
    expect((await as(boris).post(undo)).body['code']).toBe('thread.change-not-found');
    expect((await as(olga).post(undo)).status).toBe(200);
  });

  it('not while an answer to this client waits to go', async () => {
    const [here, there] = [await aCardOf(anna, 'Waits'), await aCardOf(anna, 'Elsewhere')];
    const letter = await wrote(here, 'Answer waits');
    await core.db.query(
      `insert into core.later_message (id, client_id, conversation_id, employee_id, due_at, undo, hold_if_written, sealed_message)
       values ($1, $2, $3, $4, now() + interval '1 hour', false, false, '\\x00')`,
      [randomUUID(), here.card.id, letter.conversationId, anna.employeeId],
    );
    const refused = await as(anna).post(`conversations/${letter.conversationId}/move`, { clientId: there.card.id });
    expect([refused.status, refused.body['code']]).toEqual([409, 'thread.answer-waits']);
  });
});

describe('what was put right by hand', () => {
  it('is undone in the order in which it was done, and within thirty days', async () => {
    const ada = await aCardOf(anna, 'In order');
    const [one, two, three] = [await wrote(ada, 'One', 3), await wrote(ada, 'Two', 2), await wrote(ada, 'Three', 1)];
    const join = async (from: SavedLetter, into: SavedLetter) =>
      (await as(anna).post(`conversations/${from.conversationId}/merge`, { intoId: into.conversationId })).body[
        'changeId'
      ] as string;
    const first = await join(one, two);
    const second = await join(two, three);
    expect(await whereIs(one)).toMatchObject({ conversation: three.conversationId });
    expect((await conversation(one.conversationId)).into).toBe(three.conversationId);
    expect((await as(anna).post(`thread-changes/${first}/undo`)).body['code']).toBe('thread.changed-again');
    const { body } = await as(anna).get(`conversations/${three.conversationId}/thread`);
    expect(body['changes']).toMatchObject([{ id: second, act: 'merge', subject: 'Two', entries: 2, undoable: true }]);
    await as(anna).post(`thread-changes/${second}/undo`);
    expect((await conversation(one.conversationId)).into).toBe(two.conversationId);
    await core.db.query(`update core.thread_change set changed_at = now() - interval '31 days' where id = $1`, [first]);
    expect((await as(anna).post(`thread-changes/${first}/undo`)).body['code']).toBe('thread.too-late');
    await core.db.query(`update core.thread_change set changed_at = now() where id = $1`, [first]);
    expect((await as(anna).post(`thread-changes/${first}/undo`)).status).toBe(200);
    expect([await whereIs(one), await whereIs(two), await whereIs(three)].map((each) => each.conversation)).toEqual([
      ...[one.conversationId, two.conversationId, three.conversationId],
    ]);
  });

  it('leads back also where the card became one with another since', async () => {
    const [here, there] = [await aCardOf(olga, 'Was here'), await aCardOf(olga, 'Was there')];
    const third = await aCardOf(olga, 'Stays');
    const letter = await wrote(here, 'Three cards');
    const moved = await as(olga).post(`conversations/${letter.conversationId}/move`, { clientId: there.card.id });
    expect((await as(olga).post(`clients/${third.card.id}/merge`, { otherId: here.card.id })).status).toBe(200);
    const undone = await as(olga).post(`thread-changes/${moved.body['changeId'] as string}/undo`);
    expect(undone.body).toMatchObject({ clientId: third.card.id });
    expect(await whereIs(letter)).toEqual({ conversation: letter.conversationId, card: third.card.id });
  });

  it('of two at one moment is done once', async () => {
    const ada = await aCardOf(anna, 'At once');
    const [one, two] = [await wrote(ada, 'One'), await wrote(ada, 'Two')];
    const results = await Promise.all(
      [1, 2, 3].map(() => as(anna).post(`conversations/${one.conversationId}/merge`, { intoId: two.conversationId })),
    );
    expect(results.filter(({ status }) => status === 200)).toHaveLength(1);
    const change = results.find(({ status }) => status === 200)!.body['changeId'] as string;
    const undone = await Promise.all([1, 2, 3].map(() => as(anna).post(`thread-changes/${change}/undo`)));
    expect(undone.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await whereIs(one)).toMatchObject({ conversation: one.conversationId });
  });
});
