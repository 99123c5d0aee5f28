import { randomUUID } from 'node:crypto';
import {
  aClient,
  aCompany,
  aMailbox,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { Sending } from '../src/conversations/answering/later/sending.js';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aCore, type Answer, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter, type SavedLetter } from './a-kept-letter.js';

let core: TestCore;
let office: SavedChannel;
let sales: SavedTeam;
let anna: SavedEmployee;
let boris: SavedEmployee;
let [asOlga, asMaria, asAnna, asBoris] = [] as Caller[] as [Caller, Caller, Caller, Caller];
let ada: SavedClient;
let asked: SavedLetter;
const events: LiveEvent[] = [];

beforeAll(async () => {
  core = await aCore();
  core.app.get(LiveEvents, { strict: false }).listen((event) => events.push(event));
  await aCompany('Company').saved(core.db);
  office = await aMailbox('office@company.test').saved(core.db);
  sales = await aTeam('Sales').saved(core.db);
  asOlga = await core.as(await anOwner().saved(core.db));
  asMaria = await core.as(await anEmployee('Maria').as('manager').inTeam(sales).saved(core.db));
  anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
  asAnna = await core.as(anna);
  boris = await anEmployee('Boris').saved(core.db);
  asBoris = await core.as(boris);
});
beforeEach(async () => {
  const address = `ada.${randomUUID()}@example.test`;
  ada = await aClient('Ada').withEmail(address).assignedTo(anna).inTeam(sales).saved(core.db);
  asked = await aKeptLetter(address, 'Offer').on(ada).through(office).daysAgo(1).saved(core.db);
});
afterAll(() => core.close());

const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();
const message = (rest: object = {}) => ({
  ...{ medium: 'email', text: 'Good day', conversationId: asked.conversationId, idempotencyKey: randomUUID() },
  ...rest,
});
const write = (rest: object = {}, how: object = {}): Promise<Answer> =>
  asAnna.post(`clients/${ada.id}/later`, { message: message(rest), ...how });
const later = async (who = asAnna) =>
  (await who.get(`clients/${ada.id}/later`)).body['items'] as Record<string, unknown>[];
const onTimeline = async (): Promise<string[]> => {
  const { body } = await asAnna.get(`clients/${ada.id}/timeline`);
  return (body.items as { text: string; direction: string }[])
    .filter(({ direction }) => direction === 'outbound')
    .map(({ text }) => text);
};
const fallDue = async (id: unknown): Promise<void> => {
  await core.db.query(`update core.later_message set due_at = now() where id = $1`, [id]);
  await core.app.get(Sending, { strict: false }).sendDue();
};
const auditOf = async (id: unknown): Promise<string[]> => {
  const rows = await core.db.query<{ action: string }>(
    `select action from core.journal where kind = 'audit' and subject_id = $1 order by at, seq`,
    [id],
  );
  return rows.map(({ action }) => action);
};
const alertsOf = (id: unknown) =>
  core.db.query<{ code: string; details: object }>(
    `select code, details from core.alert where once like 'later:' || $1 || '%'`,
    [id],
  );

describe('an answer that can be taken back', () => {
  it('waits fifteen seconds, is nobody’s yet, and then is sent under the id that it was accepted with', async () => {
    const { status, body } = await write();
    expect([status, body]).toMatchObject([
      202,
      {
        ...{ clientId: ada.id, conversationId: asked.conversationId, employee: { name: 'Anna' }, mine: true },
        ...{ state: 'waiting', undo: true, text: 'Good day', code: null, clientWrote: false },
      },
    ]);
    expect(body['inMs']).toBeGreaterThan(9_000);
    expect(body['inMs']).toBeLessThanOrEqual(15_000);
    expect(await onTimeline()).toEqual([]);
    expect(events).toContainEqual({ event: 'later', data: { clientId: ada.id, laterId: body['id'] } });
    await fallDue(body['id']);
    expect(await onTimeline()).toEqual(['Good day']);
    expect((await asAnna.get(`interactions/${String(body['id'])}`)).body).toMatchObject({
      status: 'queued',
      subject: 'Re: Offer',
    });
    expect(await later()).toEqual([]);
    expect(await asAnna.post(`later/${String(body['id'])}/take-back`)).toMatchObject({
      status: 409,
      body: { code: 'later.already-over' },
    });
  });

  it('comes back whole, files and all, and does not go', async () => {
    const upload = await asAnna
      .with({ 'content-type': 'application/pdf' })
      .call('POST', 'uploads?name=offer.pdf&type=application/pdf', 'bytes of it');
    const attachmentIds = [upload.body['id']];
    const { body } = await write({ subject: 'Other', attachmentIds, contactPointId: ada.contactPoints[0]!.id });
    const back = await asAnna.post(`later/${String(body['id'])}/take-back`);
    expect(back).toMatchObject({
      status: 200,
      body: {
        message: {
          ...{ medium: 'email', subject: 'Other', text: 'Good day', attachmentIds },
          ...{ conversationId: asked.conversationId, contactPointId: ada.contactPoints[0]!.id },
        },
        attachments: [{ name: 'offer.pdf', type: 'application/pdf', size: 11 }],
      },
    });
    await core.db.query(`update core.later_message set due_at = now() where id = $1`, [body['id']]);
    await core.app.get(Sending, { strict: false }).sendDue();
    expect(await onTimeline()).toEqual([]);
    expect(await auditOf(body['id'])).toEqual(['message.taken-back']);
    // The file was not used up.
    expect((await write({ attachmentIds })).status).toBe(202);
  });

  it('may be files alone: nobody has to think of a word for them', async () => {
    const upload = await asAnna
      .with({ 'content-type': 'application/pdf' })
      .call('POST', 'uploads?name=offer.pdf&type=application/pdf', 'bytes of it');
    const { status, body } = await write({ text: '', attachmentIds: [upload.body['id']] });
    expect([status, body]).toMatchObject([202, { text: '', attachments: [{ name: 'offer.pdf' }] }]);
    await fallDue(body['id']);
    expect((await asAnna.get(`interactions/${String(body['id'])}`)).body).toMatchObject({
      ...{ status: 'queued', text: '', attachments: [{ name: 'offer.pdf' }] },
    });
  });

  it('is written once, however often the request is repeated, also after it has gone', async () => {
    const same = message();
    const first = await asAnna.post(`clients/${ada.id}/later`, { message: same });
    const second = await asAnna.post(`clients/${ada.id}/later`, { message: same });
    expect(second.body['id']).toBe(first.body['id']);
    await fallDue(first.body['id']);
    expect((await asAnna.post(`clients/${ada.id}/later`, { message: same })).body).toMatchObject({ state: 'gone' });
    expect(await onTimeline()).toEqual(['Good day']);
  });

  it('is judged before it is accepted, as if it went at once', async () => {
    expect(await write({ text: ' ' })).toMatchObject({ status: 400, body: { code: 'message.text-missing' } });
    expect(await write({ text: '{{client.name}}' })).toMatchObject({ body: { code: 'message.variables-left' } });
    expect(await write({ attachmentIds: [randomUUID()] })).toMatchObject({ body: { code: 'upload.not-found' } });
    await asOlga.put('protection/policy', {
      ...(await asOlga.get('protection/policy')).body,
      outgoing: 'warn',
    });
    expect(await write({ text: 'Call me at +380 67 111 22 33' })).toMatchObject({
      status: 409,
      body: { code: 'protection.warned' },
    });
    const { body } = await write({ text: 'Call me at +380 67 111 22 33', confirmed: true });
    await fallDue(body['id']);
    expect(await onTimeline()).toEqual(['Call me at +380 •• ••• •• 33']);
    expect(await later()).toEqual([]);
  });

  it('goes after as many seconds as was decided, by itself', async () => {
    expect((await asMaria.put('sending-policy', { undoSeconds: 0 })).status).toBe(403);
    expect((await asOlga.put('sending-policy', { undoSeconds: 61 })).status).toBe(400);
    expect((await asOlga.put('sending-policy', { undoSeconds: 0 })).body).toEqual({ undoSeconds: 0 });
    expect((await write()).status).toBe(202);
    await eventually(async () => expect(await onTimeline()).toEqual(['Good day']));
    await asOlga.put('sending-policy', { undoSeconds: 15 });
  });
});

describe('an answer that goes at a time', () => {
  it('stands on the card until then, for colleagues too, who can do nothing with it; its writer puts it off or sends it now', async () => {
    const at = inAWeek();
    const { body } = await write({}, { at });
    const id = String(body['id']);
    expect(await later(asMaria)).toMatchObject([
      { id, state: 'waiting', at, undo: false, mine: false, text: 'Good day' },
    ]);
    expect((await asBoris.get(`clients/${ada.id}/later`)).status).toBe(404);
    expect(await asMaria.post(`later/${id}/take-back`)).toMatchObject({
      status: 404,
      body: { code: 'later.not-found' },
    });
    expect(await asMaria.patch(`later/${id}`, { at })).toMatchObject({ status: 404 });
    const other = new Date(Date.now() + 86_400_000).toISOString();
    expect((await asAnna.patch(`later/${id}`, { at: other, holdIfWritten: true })).body).toMatchObject({
      at: other,
      holdIfWritten: true,
    });
    expect((await asAnna.patch(`later/${id}`, { at: new Date(0).toISOString() })).status).toBe(400);
    expect((await asAnna.post(`later/${id}/send`)).status).toBe(202);
    await eventually(async () => expect(await onTimeline()).toEqual(['Good day']));
    expect(await auditOf(id)).toEqual(['message.put-off', 'message.sent']);
  });

  it('stays where the client writes first, if that was wished, until its writer decides', async () => {
    const held = await write({ text: 'Held' }, { at: inAWeek(), holdIfWritten: true });
    const goes = await write({ text: 'Goes' }, { at: inAWeek() });
    await aKeptLetter(ada.contactPoints[0]!.value, 'Offer')
      .on(ada)
      .through(office)
      .inConversationOf(asked)
      .saved(core.db);
    expect(await later()).toMatchObject([{ clientWrote: true }, { clientWrote: true }]);
    await fallDue(goes.body['id']);
    await fallDue(held.body['id']);
    expect(await onTimeline()).toEqual(['Goes']);
    expect(await later()).toMatchObject([{ id: held.body['id'], state: 'stopped', code: 'later.client-wrote' }]);
    expect(await alertsOf(held.body['id'])).toEqual([]);
    await asAnna.post(`later/${String(held.body['id'])}/send`);
    await eventually(async () => expect((await onTimeline()).sort()).toEqual(['Goes', 'Held']));
  });

  it('stays where a colleague answered meanwhile, until its writer has read that', async () => {
    const { body } = await write({ seen: asked.id }, { at: inAWeek() });
    await asMaria.post(`clients/${ada.id}/messages`, message({ text: 'Maria’s' }));
    await fallDue(body['id']);
    expect(await later()).toMatchObject([{ state: 'stopped', code: 'conversation.answered-meanwhile' }]);
    expect((await asAnna.post(`later/${String(body['id'])}/send`)).status).toBe(202);
    await eventually(async () => expect((await onTimeline()).sort()).toEqual(['Good day', 'Maria’s']));
  });

  it('does not go when its writer was suspended or sees the card no longer, and a head is told', async () => {
    const { body } = await write({ text: 'Suspended' }, { at: inAWeek() });
    await core.db.query(`update core.employee set status = 'suspended' where id = $1`, [anna.employeeId]);
    await fallDue(body['id']);
    await core.db.query(`update core.employee set status = 'active' where id = $1`, [anna.employeeId]);
    expect(await later()).toMatchObject([{ state: 'stopped', code: 'later.sender-left' }]);
    expect(await alertsOf(body['id'])).toEqual([
      { code: 'message.not-gone', details: { because: 'later.sender-left' } },
    ]);

    const lost = await write({ text: 'Lost' }, { at: inAWeek() });
    await core.db.query(`update core.client set responsible_id = $2 where id = $1`, [ada.id, boris.employeeId]);
    await fallDue(lost.body['id']);
    expect(await later(asBoris)).toMatchObject([
      { text: 'Suspended' },
      { text: 'Lost', code: 'client.not-found', mine: false },
    ]);
    expect(await alertsOf(lost.body['id'])).toEqual([
      { code: 'message.not-gone', details: { because: 'client.not-found' } },
    ]);
    expect(await auditOf(lost.body['id'])).toEqual(['message.put-off', 'message.not-gone']);
  });

  it('does not go once its writer has left, and whoever has the card now goes on with it, its file too', async () => {
    const address = ada.contactPoints[0]!.value;
    const lena = await anEmployee('Lena').inTeam(sales).saved(core.db);
    const asLena = await core.as(lena);
    await core.db.query(`update core.client set responsible_id = $2 where id = $1`, [ada.id, lena.employeeId]);
    const upload = await asLena
      .with({ 'content-type': 'application/pdf' })
      .call('POST', `uploads?name=${encodeURIComponent(`offer ${address}.pdf`)}&type=application/pdf`, 'bytes of it');
    const said = message({ text: `Left behind for ${address}`, attachmentIds: [upload.body['id']] });
    const put = await asLena.post(`clients/${ada.id}/later`, { message: said, at: inAWeek() });
    const id = String(put.body['id']);
    expect((await asMaria.post(`later/${id}/take-back`)).body['code']).toBe('later.not-found');

    const departure = `employees/${lena.employeeId}/departure`;
    expect((await asOlga.get(departure)).body['moves']).toContainEqual({ kind: 'put-off', count: 1 });
    const sheet = await asOlga.post(departure, { successor: { employeeId: boris.employeeId }, reason: 'moved on' });
    expect(sheet.body['moved']).toContainEqual({ kind: 'put-off', count: 1 });
    expect((await asOlga.get(departure)).body['moves']).toEqual([]);
    expect(await later(asBoris)).toMatchObject([{ id, state: 'stopped', code: 'later.sender-left', mine: false }]);
    expect((await asBoris.post(`later/${id}/send`)).body['code']).toBe('later.not-found');

    const taken = await asBoris.post(`later/${id}/take-back`);
    expect(taken).toMatchObject({
      status: 200,
      body: {
        message: { text: expect.stringContaining('Left behind') as string },
        attachments: [{ type: 'application/pdf' }],
      },
    });
    // Boris sees addresses masked, here too.
    expect(JSON.stringify(taken.body)).not.toContain(address);
    expect((await asMaria.post(`later/${id}/take-back`)).body['code']).toBe('later.not-found');
    const sent = await asBoris.post(`clients/${ada.id}/messages`, {
      ...(taken.body['message'] as object),
      idempotencyKey: randomUUID(),
    });
    expect(sent.status).toBe(202);
    expect(await auditOf(id)).toEqual(['message.put-off', 'message.taken-back']);
  });

  it('goes when it is time also where the clock was set back, and one that was given an hour waits for that hour', async () => {
    const sending = core.app.get(Sending, { strict: false });
    const [soon, died, chosen] = [
      (await write({ text: 'Soon' })).body['id'],
      (await write({ text: 'Died over' })).body['id'],
      (await write({ text: 'On its day' }, { at: inAWeek() })).body['id'],
    ];
    const ids = [soon, died, chosen];
    await core.db.query(
      `update core.later_message set changed_at = now() + interval '1 hour', due_at = due_at + interval '1 hour' where id = any ($1)`,
      [ids],
    );
    await core.db.query(`update core.later_message set state = 'going' where id = $1`, [died]);
    await sending.followClock();
    await sending.sendDue();
    expect(await onTimeline()).toEqual(['Soon']);
    // Whoever had it in hand gets the two minutes that anybody gets.
    await core.db.query(
      `update core.later_message set changed_at = changed_at - interval '3 minutes' where state = 'going' and changed_at <= now()`,
    );
    await sending.sendDue();
    expect((await onTimeline()).sort()).toEqual(['Died over', 'Soon']);
    expect(await later()).toMatchObject([{ id: chosen, state: 'waiting' }]);
  });

  it('is sealed, and sent once by whichever process finds it, also when one died over it', async () => {
    const { body } = await write({ text: 'Secret words' }, { at: inAWeek() });
    const [row] = await core.db.query<{ sealed: Buffer }>(
      `select sealed_message as sealed from core.later_message where id = $1`,
      [body['id']],
    );
    expect(row!.sealed.includes('Secret words')).toBe(false);
    await core.db.query(
      `update core.later_message set state = 'going', due_at = now(), changed_at = now() - interval '3 minutes' where id = $1`,
      [body['id']],
    );
    const sending = core.app.get(Sending, { strict: false });
    await Promise.all([sending.sendDue(), sending.sendDue()]);
    expect(await onTimeline()).toEqual(['Secret words']);
    // Somebody else's key, or a changed byte: it does not hold up the others.
    const broken = await write({ text: 'Broken' }, { at: inAWeek() });
    await core.db.query(`update core.later_message set sealed_message = 'x', due_at = now() where id = $1`, [
      broken.body['id'],
    ]);
    await fallDue((await write({ text: 'Next' })).body['id']);
    expect((await onTimeline()).sort()).toEqual(['Next', 'Secret words']);
    expect(await later()).toMatchObject([{ code: 'later.unreadable', text: '' }]);
  });
});
