import { callChanged, callEnded } from '#libs/contracts';
import {
  aCall,
  aClient,
  aCompany,
  aMailbox,
  aManager,
  anEmployee,
  aNumber,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedEmployee,
} from '#libs/testing';
import { Escalation } from '../src/tasks/escalation.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';

type Body = Record<string, unknown>;
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

describe('a promise', () => {
  let core: TestCore;
  let line: SavedChannel;
  let [anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee];
  let [annas, boriss, heads] = [] as Caller[] as [Caller, Caller, Caller];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    line = await aNumber().inTeam(sales).saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).saved(core.db);
    [annas, boriss] = [await core.as(anna), await core.as(boris)];
    heads = await core.as(await aManager('Maria').inTeam(sales).saved(core.db));
    await anOwner().saved(core.db);
  });
  afterAll(() => core.close());

  const tasksOf = async (who: Caller, path = 'tasks?view=mine') => (await who.get(path)).body.items as Body[];
  const countOf = async (who: Caller) => (await who.get('conversations/counters')).body['tasks'] as number;

  it('is a task of whoever has the card, in the one list and its counter, until it is done', async () => {
    const ada = await aClient('Ada').withEmail('ada@example.test').assignedTo(anna).saved(core.db);
    const office = await aMailbox('office@company.test').saved(core.db);
    const letter = await aKeptLetter('Ada <ada@example.test>', 'Price?').on(ada).through(office).saved(core.db);
    const before = await countOf(annas);
    const made = await heads.post(`clients/${ada.id}/promises`, {
      ...{ what: 'Send the price to ada@example.test', dueAt: inHours(48), interactionId: letter.id },
    });
    expect([made.status, made.body]).toMatchObject([
      201,
      { kind: 'promise', call: null, madeBy: { name: 'Maria' }, assignee: { name: 'Anna' }, interactionId: letter.id },
    ]);
    const [task] = await tasksOf(annas, `clients/${ada.id}/tasks`);
    // Anna may not see addresses: neither in what was promised.
    expect(task).toMatchObject({ id: made.body['id'], what: 'Send the price to a•••@e•••.test', overdue: false });
    expect((await tasksOf(annas)).map(({ id }) => id)).toContain(made.body['id']);
    expect(await countOf(annas)).toBe(before + 1);
    expect(await tasksOf(boriss, 'tasks?view=all')).toEqual([]);
    expect((await boriss.get(`clients/${ada.id}/tasks`)).body.code).toBe('client.not-found');
    const [kept] = await core.db.query<{ t: string }>(`select t::text as t from core.task t where id = $1`, [
      made.body['id'],
    ]);
    expect(kept!.t).not.toContain('price');
    await annas.post(`tasks/${String(made.body['id'])}/done`, { note: 'sent' });
    expect(await tasksOf(annas, `clients/${ada.id}/tasks`)).toEqual([]);
    expect(await countOf(annas)).toBe(before);
  });

  it('goes with the card to the next who has it', async () => {
    const client = await aClient('Goes').assignedTo(anna).saved(core.db);
    const { body } = await annas.post(`clients/${client.id}/promises`, { what: 'Call on Monday', dueAt: inHours(1) });
    await heads.post(`clients/${client.id}/assignment`, { employeeId: boris.employeeId, reason: 'handover' });
    expect((await tasksOf(boriss)).map(({ id }) => id)).toEqual([body['id']]);
  });

  it('out of no entry of the card, or of no card that one may see, is none', async () => {
    const [mine, other] = [
      await aClient('Mine').assignedTo(anna).saved(core.db),
      await aClient('Other').assignedTo(boris).saved(core.db),
    ];
    const channel = await aMailbox('second@company.test').saved(core.db);
    const elsewhere = await aKeptLetter('X <x@example.test>', 'Elsewhere').on(other).through(channel).saved(core.db);
    const promise = { what: 'x', dueAt: inHours(1) };
    const wrong = await annas.post(`clients/${mine.id}/promises`, { ...promise, interactionId: elsewhere.id });
    expect([wrong.status, wrong.body.code]).toEqual([404, 'task.entry-not-found']);
    expect((await annas.post(`clients/${other.id}/promises`, promise)).body.code).toBe('client.not-found');
    const late = await annas.post(`clients/${mine.id}/promises`, { what: 'x', dueAt: 'tomorrow' });
    expect([late.status, late.body['errors']]).toMatchObject([400, [{ path: 'dueAt' }]]);
  });

  it('that is not kept in time is told to the head once, and again when it was put off and is not kept again', async () => {
    const client = await aClient('Late').assignedTo(anna).saved(core.db);
    const { body } = await annas.post(`clients/${client.id}/promises`, { what: 'Yesterday', dueAt: inHours(-1) });
    const escalation = core.app.get(Escalation, { strict: false });
    const told = async () =>
      ((await heads.get('alerts?open=true')).body.items as { code: string; client: { id: string } | null }[]).filter(
        (alert) => alert.code === 'promise.overdue' && alert.client?.id === client.id,
      ).length;
    await escalation.escalate();
    await escalation.escalate();
    expect(await told()).toBe(1);
    const [task] = await tasksOf(annas, `clients/${client.id}/tasks`);
    expect(task).toMatchObject({ overdue: true, escalatedAt: expect.any(String) as string });
    const put = await annas.patch(`tasks/${String(body['id'])}`, { dueAt: inHours(24), what: 'Tomorrow' });
    expect(put.body).toMatchObject({ what: 'Tomorrow', overdue: false, escalatedAt: null });
    await core.db.query(`update core.task set due_at = now() - interval '1 minute' where id = $1`, [body['id']]);
    await escalation.escalate();
    expect(await told()).toBe(2);
  });

  it('stays when somebody speaks with the client, and a missed call beside it is a task of its own', async () => {
    const client = await aClient('Both').withPhone('+380505550001').assignedTo(anna).saved(core.db);
    await annas.post(`clients/${client.id}/promises`, { what: 'Stays', dueAt: inHours(5) });
    const missed = aCall(line).from('+380505550001');
    await core.tell(callChanged, missed.ringing(anna));
    await core.tell(callEnded, missed.ended({}));
    expect((await tasksOf(annas, `clients/${client.id}/tasks`)).map(({ kind }) => kind).sort()).toEqual([
      'call-back',
      'promise',
    ]);
    const answered = aCall(line).from('+380505550001');
    await core.tell(callChanged, answered.talking(anna));
    await core.tell(callEnded, answered.ended({}));
    const left = await tasksOf(annas, `clients/${client.id}/tasks`);
    expect(left).toMatchObject([{ kind: 'promise', what: 'Stays' }]);
    const done = String(left[0]!['id']);
    await annas.post(`tasks/${done}/done`);
    expect((await annas.patch(`tasks/${done}`, { what: 'x' })).body.code).toBe('task.already-done');
  });
});
