import {
  aClient,
  aCompany,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

describe('a colleague who is mentioned in a note', () => {
  let core: TestCore;
  let ada: SavedClient;
  let [anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee];
  let [annas, boriss, marias, owner] = [] as Caller[] as [Caller, Caller, Caller, Caller];
  const none = '01900000-0000-7000-8000-000000000000';

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris Hnat').inTeam(sales).saved(core.db);
    [annas, boriss] = [await core.as(anna), await core.as(boris)];
    marias = await core.as(await aManager('Maria').inTeam(sales).saved(core.db));
    owner = await core.as(await anOwner('Olga').saved(core.db));
  });
  beforeEach(async () => {
    await core.db.query(`delete from core.notice; update core.card_access set ended_at = now() where ended_at is null`);
    await core.db.query(`delete from core.handling_policy`);
    ada = await aClient('Ada').assignedTo(anna).saved(core.db);
  });
  afterAll(() => core.close());

  const write = (who: Caller, text: string, mentions: string[], more: object = {}) =>
    who.post(`clients/${ada.id}/notes`, { text, mentions, ...more });
  const told = async (who: Caller) => (await who.get('notices')).body.items as Record<string, unknown>[];
  const opened = () =>
    core.db.query<{ employee: string; source: string; days: number }>(
      `select employee_id as employee, source, round(extract(epoch from until - now()) / 86400)::int as days
       from core.card_access where client_id = $1 and ended_at is null`,
      [ada.id],
    );

  it('is told of it, and stands there by the name that they have now', async () => {
    await core.db.query(`insert into core.card_access (client_id, employee_id, source) values ($1, $2, 'absence')`, [
      ada.id,
      boris.employeeId,
    ]);
    const { status, body } = await write(annas, 'Ask @Boris Hnat, please', [boris.employeeId, anna.employeeId]);
    const mention = { id: boris.employeeId, name: 'Boris Hnat', as: 'Boris Hnat' };
    expect([status, body]).toMatchObject([201, { text: 'Ask @Boris Hnat, please', mentions: [mention] }]);
    expect(await told(boriss)).toMatchObject([
      { kind: 'mention', by: { name: 'Anna' }, client: { id: ada.id }, interactionId: body['id'] },
    ]);
    // Who is not named in the words any more is not told, and nobody tells themselves.
    expect(await told(annas)).toEqual([]);
    await core.db.query(`update core.employee set name = 'Boris Kovalenko' where id = $1`, [boris.employeeId]);
    const [entry] = (await annas.get(`clients/${ada.id}/timeline`)).body.items as object[];
    expect(entry).toMatchObject({ mentions: [{ ...mention, name: 'Boris Kovalenko' }] });
    await core.db.query(`update core.employee set name = 'Boris Hnat' where id = $1`, [boris.employeeId]);
    const [row] = await core.db.query<{ header: string }>(
      `select header::text as header from core.interaction where id = $1`,
      [body['id']],
    );
    expect(JSON.parse(row!.header)).toEqual({ mentions: [{ id: boris.employeeId, as: 'Boris Hnat' }] });
  });

  it('and does not see the card: its author is asked first, and nothing is written', async () => {
    const { status, body } = await write(marias, 'Look, @Boris Hnat', [boris.employeeId]);
    expect([status, body]).toMatchObject([
      409,
      {
        code: 'note.mentioned-do-not-see',
        details: { mayOpen: true, days: 14, people: [{ id: boris.employeeId, name: 'Boris Hnat' }] },
      },
    ]);
    expect((await write(annas, 'Look, @Boris Hnat', [boris.employeeId])).body).toMatchObject({
      details: { mayOpen: false },
    });
    expect(await core.db.query(`select from core.interaction where client_id = $1`, [ada.id])).toEqual([]);
    expect([await told(boriss), await opened()]).toEqual([[], []]);
  });

  it('sees it for as long as policy says once the author says so, on record', async () => {
    expect((await boriss.get(`clients/${ada.id}`)).status).toBe(404);
    const more = { openCard: true };
    expect((await write(marias, '@Boris Hnat, help', [boris.employeeId], more)).status).toBe(201);
    expect(await opened()).toEqual([{ employee: boris.employeeId, source: 'mention', days: 14 }]);
    expect((await boriss.get(`clients/${ada.id}`)).status).toBe(200);
    expect(await told(boriss)).toMatchObject([{ kind: 'mention', by: { name: 'Maria' } }]);
    const records = await core.db.query<{ subject: string }>(
      `select subject_id as subject from core.journal where action = 'card.opened-by-mention' and client_id = $1`,
      [ada.id],
    );
    expect(records).toEqual([{ subject: boris.employeeId }]);
    // Again: one grant, not two.
    await core.db.query(`update core.card_access set until = now() - interval '1 day' where ended_at is null`);
    await write(marias, '@Boris Hnat, once more', [boris.employeeId], more);
    expect(await opened()).toEqual([{ employee: boris.employeeId, source: 'mention', days: 14 }]);
    await core.db.query(`update core.card_access set until = now() where ended_at is null`);
    expect((await boriss.get(`clients/${ada.id}`)).status).toBe(404);
    expect(await told(boriss)).toEqual([]);
  });

  it('is let in by whom the policy lets', async () => {
    const put = (mentionsOpen: string, mentionDays = 3) =>
      owner.put('handling-policy', { onlyHandlerWrites: false, mentionsOpen, mentionDays });
    const more = { openCard: true };
    expect((await write(annas, '@Boris Hnat', [boris.employeeId], more)).body.code).toBe('note.opening-not-allowed');
    await put('everybody');
    expect((await write(annas, '@Boris Hnat', [boris.employeeId], more)).status).toBe(201);
    expect(await opened()).toMatchObject([{ days: 3 }]);
    await core.db.query(`update core.card_access set ended_at = now() where ended_at is null`);
    await put('nobody');
    expect((await write(owner, '@Boris Hnat', [boris.employeeId], more)).status).toBe(403);
    expect((await put('whoever')).status).toBe(400);
  });

  it('has to be somebody who works here and sees clients', async () => {
    const gone = await anEmployee('Gone').saved(core.db);
    await core.db.query(`update core.employee set status = 'suspended' where id = $1`, [gone.employeeId]);
    for (const id of [none, gone.employeeId])
      expect((await write(annas, '@Gone', [id])).body).toMatchObject({
        code: 'note.mentioned-not-found',
        details: { ids: [id] },
      });
    expect((await write(annas, 'x', ['x'])).status).toBe(400);
    // Of a note whose words name nobody, nobody is asked.
    expect((await write(annas, 'nobody', [boris.employeeId])).body['mentions']).toEqual([]);
  });
});
