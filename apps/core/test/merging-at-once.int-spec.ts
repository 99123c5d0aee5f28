import { letterReceived } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  anEmployee,
  eventually,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { CaptureService } from '../src/conversations/capture/capture.service.js';
import { aCore, type Answer, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';

/** What is captured in the very moment in which two cards become one, in both orders. */
describe('two cards that become one while a letter comes', () => {
  let core: TestCore;
  let office: SavedChannel;
  let anna: SavedEmployee;
  let annas: Caller;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    office = await aMailbox().saved(core.db);
    anna = await anEmployee('Anna').saved(core.db);
    annas = await core.as(anna);
  });
  afterAll(() => core.close());

  const twoCards = async (name: string): Promise<[SavedClient, SavedClient]> => {
    const [stays, goes] = [`${name}.stays@example.test`, `${name}.goes@example.test`];
    return [
      await aClient('Stays').withEmail(stays).assignedTo(anna).saved(core.db),
      await aClient('Goes').withEmail(goes).assignedTo(anna).saved(core.db),
    ];
  };
  const merge = (stays: SavedClient, goes: SavedClient): Promise<Answer> =>
    annas.post(`clients/${stays.id}/merge`, { otherId: goes.id, take: {} });
  /** How many statements wait for somebody else's transaction. */
  const waiting = async (n: number): Promise<void> => {
    await eventually(async () => {
      const [row] = await core.db.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(row!.n).toBe(n);
    });
  };
  /** On which cards the letters of these two lie, and the conversations in which they stand. */
  const lying = (...cards: SavedClient[]) =>
    core.db.query<{ subject: string; card: string; conversation: string }>(
      `select i.subject, i.client_id as card, v.client_id as conversation from core.interaction i
       join core.conversation v on v.id = i.conversation_id where i.client_id = any ($1::uuid[]) or v.client_id = any ($1::uuid[])
       order by i.subject`,
      [cards.map(({ id }) => id)],
    );

  it('has it on the card that stays where capture was first', async () => {
    const [stays, goes] = await twoCards('first');
    let merging!: Promise<Answer>;
    await core.db.uow('core').run(async (tx) => {
      const letter = aLetter('first.goes@example.test', 'In the same moment').into(office.id);
      await core.app.get(CaptureService, { strict: false }).store(tx, [letter]);
      merging = merge(stays, goes);
      // Not a moment earlier: the merge waits for what is being written to one of its cards.
      await waiting(1);
    });
    expect((await merging).status).toBe(200);
    const card = stays.id;
    expect(await lying(stays, goes)).toEqual([{ subject: 'In the same moment', card, conversation: card }]);
  });

  it('has it on the card that stays where the merge was first', async () => {
    const [stays, goes] = await twoCards('second');
    const old = await aKeptLetter('second.goes@example.test', 'Before').on(goes).through(office).saved(core.db);
    let merging!: Promise<Answer>;
    let captured!: Promise<void>;
    await core.db.uow('core').run(async (tx) => {
      // The merge has both cards already, and is held up by one of the conversations that it is to move.
      await tx.query(`select from conversation where id = $1 for update`, [old.conversationId]);
      merging = merge(stays, goes);
      await waiting(1);
      captured = core.tell(letterReceived, aLetter('second.goes@example.test', 'In the same moment').into(office.id));
      await waiting(2);
    });
    expect((await merging).status).toBe(200);
    await captured;
    const card = stays.id;
    expect(await lying(stays, goes)).toEqual([
      { subject: 'Before', card, conversation: card },
      { subject: 'In the same moment', card, conversation: card },
    ]);
  });
});
