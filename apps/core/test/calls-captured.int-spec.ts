import { callChanged, callEnded, callsTallied, type CallEnded } from '#libs/contracts';
import {
  aCall,
  aClient,
  aCompany,
  aManager,
  anEmployee,
  aNumber,
  aTeam,
  type CallBuilder,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

interface Interaction {
  id: string;
  kind: string;
  direction: string;
  employee: { name: string } | null;
  participants: Record<'from' | 'to' | 'cc', object[]>;
  flags: string[];
  conversationId: string;
  journalSeq: number | null;
  evidenceSha256: string;
  reading: string;
}

describe('a call that is over', () => {
  let core: TestCore;
  let line: SavedChannel;
  let sales: SavedTeam;
  let [anna, boris, maria] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee];
  let [annas, marias] = [] as Caller[] as [Caller, Caller];
  let phones = 0;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    sales = await aTeam('Sales').saved(core.db);
    line = await aNumber().inTeam(sales).saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).saved(core.db);
    maria = await aManager('Maria').inTeam(sales).saved(core.db);
    [annas, marias] = [await core.as(anna), await core.as(maria)];
  });
  afterAll(() => core.close());

  /** Each test has clients of its own. */
  const aNewNumber = () => `+38050555${String(++phones).padStart(4, '0')}`;
  const aKnownClient = (name = 'Ada', phone = aNewNumber()) =>
    aClient(name).withPhone(phone).assignedTo(anna).saved(core.db);
  const numberOf = (client: SavedClient) => client.contactPoints[0]!.value;
  const timeline = async (client: SavedClient, who = annas): Promise<Interaction[]> =>
    (await who.get(`clients/${client.id}/timeline`)).body.items as Interaction[];
  const end = (call: CallBuilder, change: Partial<CallEnded> = {}) => core.tell(callEnded, call.ended(change));
  const answered = async (from: string, who = anna): Promise<CallBuilder> => {
    const call = aCall(line).from(from);
    await core.tell(callChanged, call.talking(who));
    await end(call);
    return call;
  };
  const missed = async (from: string | null, change: Partial<CallEnded> = {}): Promise<CallBuilder> => {
    const call = aCall(line).from(from);
    await core.tell(callChanged, call.ringing(anna));
    await end(call, change);
    return call;
  };
  const alerts = (callId: string) =>
    core.db.query<{ code: string }>(`select code, severity, details from core.alert where call_id = $1 order by code`, [
      callId,
    ]);

  it('lies on the card, on record, with its evidence, and shows nobody more of a number than they may see', async () => {
    const ada = await aKnownClient();
    const call = await answered(numberOf(ada), boris);
    const [entry] = await timeline(ada);
    expect(entry).toMatchObject({
      ...{ kind: 'call', direction: 'inbound', employee: { name: 'Boris' }, reading: 'done', flags: [] },
      participants: {
        from: [{ address: `+380 •• ••• •• ${numberOf(ada).slice(-2)}`, masked: true, is: 'client' }],
        to: [{ address: '+380442223344', masked: false, is: 'company' }],
        cc: [],
      },
      evidenceSha256: call.ended().evidence.sha256,
    });
    const [whole] = await timeline(ada, marias);
    expect(whole!.participants.from).toMatchObject([{ address: numberOf(ada), masked: false }]);
    const journal = await core.db.query(
      `select seq, client_id from core.journal where kind = 'interaction' and subject_id = $1`,
      [entry!.id],
    );
    const { body } = await annas.get(`interactions/${entry!.id}`);
    expect(journal).toEqual([{ seq: String(body['journalSeq']), client_id: ada.id }]);
    expect(entry!.journalSeq).toBeNull();
    const [row] = (await annas.get(`calls?clientId=${ada.id}`)).body.items as object[];
    expect(row).toMatchObject({
      ...{ id: call.id, outcome: 'answered', durationMs: 60_000, waitMs: 5_000, interactionId: entry!.id },
      ...{ conversationId: entry!.conversationId, employee: { name: 'Boris' }, missing: null },
    });
  });

  it('told twice is one', async () => {
    const ada = await aKnownClient();
    const call = aCall(line).from(numberOf(ada));
    call.talking(anna);
    const ended = call.ended();
    await core.tell(callEnded, ended);
    await core.tell(callEnded, ended);
    expect(await timeline(ada)).toHaveLength(1);
  });

  it('belongs to the conversation of its two numbers; a missed one waits until somebody has spoken', async () => {
    const ada = await aKnownClient('Waiting');
    const inbox = async (): Promise<object> => {
      const items = (await annas.get('conversations?view=mine')).body.items as { client: { id: string } }[];
      const own = items.filter(({ client }) => client.id === ada.id);
      expect(own).toHaveLength(1);
      return own[0]!;
    };
    const first = await missed(numberOf(ada));
    expect(await inbox()).toMatchObject({
      medium: 'phone',
      lastDirection: 'inbound',
      waitingSince: expect.any(String),
    });
    const attempt = aCall(line)
      .to(numberOf(ada))
      .begunAt(new Date(Date.now() + 1_000));
    await end(attempt, { outcome: 'no-answer' });
    expect(await inbox()).toMatchObject({ lastDirection: 'outbound', waitingSince: expect.any(String) });
    const back = aCall(line)
      .to(numberOf(ada))
      .begunAt(new Date(Date.now() + 2_000));
    back.talking(anna);
    await end(back);
    expect(await inbox()).toMatchObject({ lastDirection: 'outbound', waitingSince: null });
    const conversations = new Set((await timeline(ada)).map((one) => one.conversationId));
    expect([conversations.size, (await timeline(ada)).length]).toEqual([1, 3]);
    expect((await annas.get(`calls/${first.id}`)).body).toMatchObject({
      outcome: 'missed',
      missing: 'call.nothing-said',
    });
  });

  it('with a message left is a voicemail', async () => {
    const ada = await aKnownClient();
    await missed(numberOf(ada), { outcome: 'voicemail', recording: 'follows', noRecordingCode: null });
    expect(await timeline(ada)).toMatchObject([{ kind: 'voicemail', direction: 'inbound' }]);
  });

  it('of a number that nobody knows is kept for the heads, and is placed from the tray with its task and its number', async () => {
    const number = aNewNumber();
    const [call, again] = [await missed(number), await missed(number)];
    const tray = (
      (await marias.get('unplaced')).body.items as {
        id: string;
        participants: Interaction['participants'];
        sameSender: number;
      }[]
    ).filter(({ participants }) => JSON.stringify(participants).includes(number));
    expect(tray).toMatchObject([{ sameSender: 1 }, { sameSender: 1 }]);
    expect((await annas.get('unplaced')).status).toBe(403);
    const later = await aClient('Given it later').withPhone(number).assignedTo(anna).saved(core.db);
    const [suggested] = (await marias.get('unplaced')).body.items as { suggestions: object[] }[];
    expect(suggested!.suggestions).toEqual([
      { client: { id: later.id, name: 'Given it later' }, because: 'shared-address' },
    ]);
    await core.db.query(`delete from core.contact_point where client_id = $1`, [later.id]);
    const bea = await aClient('Bea').assignedTo(anna).saved(core.db);
    const placed = await marias.post(`unplaced/${tray[0]!.id}/place`, { clientId: bea.id });
    expect(placed.body).toEqual({ clientId: bea.id, placed: 2 });
    expect((await timeline(bea)).map(({ kind }) => kind)).toEqual(['call', 'call']);
    for (const one of [call, again])
      expect((await annas.get(`calls/${one.id}`)).body).toMatchObject({ client: { id: bea.id } });
    const tasks = (await annas.get('tasks')).body.items as { client: { id: string } | null }[];
    expect(tasks.filter(({ client }) => client?.id === bea.id)).toHaveLength(1);
    const third = await answered(number);
    expect((await annas.get(`calls/${third.id}`)).body).toMatchObject({ client: { id: bea.id } });
  });

  it('with a hidden number is kept, belongs to nobody, and asks nobody to call back', async () => {
    const call = await missed('anonymous');
    const [row] = await core.db.query<object>(
      `select k.counterpart, i.client_id, i.conversation_id, i.header -> 'from' as sender from core.call k join core.interaction i on i.id = k.interaction_id
       where k.id = $1`,
      [call.id],
    );
    expect(row).toEqual({ counterpart: null, client_id: null, conversation_id: null, sender: [] });
    expect(await core.db.query(`select from core.task where call_id = $1`, [call.id])).toEqual([]);
  });

  it('between colleagues, or refused by policy, is nobody’s interaction', async () => {
    const between = aCall(null).between();
    between.talking(anna, boris);
    await end(between, { recording: 'none', noRecordingCode: 'call.internal' });
    const refused = aCall(line).to('+12025550100');
    await end(refused, { outcome: 'refused' });
    const rows = await core.db.query(`select interaction_id from core.call where id = any ($1)`, [
      [between.id, refused.id],
    ]);
    expect(rows).toEqual([{ interaction_id: null }, { interaction_id: null }]);
    expect((await annas.get(`calls/${between.id}`)).body).toMatchObject({ direction: 'internal', outcome: 'answered' });
    expect(await alerts(between.id)).toEqual([]);
  });

  it('that was cut, or rung by the fallback, says so', async () => {
    const ada = await aKnownClient();
    const call = aCall(line).from(numberOf(ada));
    call.talking(anna);
    const mark = { is: 'hold', from: new Date().toISOString(), to: null, employeeId: anna.employeeId } as const;
    await end(call, { cut: true, routedByFallback: true, marks: [mark] });
    expect(await timeline(ada)).toMatchObject([{ flags: ['cut', 'routed-by-fallback'] }]);
    expect((await annas.get(`calls/${call.id}`)).body).toMatchObject({
      ...{ cut: true, marks: [{ is: 'hold', to: null, employee: { name: 'Anna' } }] },
    });
    expect(await alerts(call.id)).toMatchObject([{ code: 'call.routed-by-fallback', severity: 'warning' }]);
  });

  it('that was spoken and not recorded is an alarm with the reason', async () => {
    const ada = await aKnownClient();
    const call = aCall(line).from(numberOf(ada));
    call.talking(anna);
    await end(call, { recording: 'none', noRecordingCode: 'recording.disk-full' });
    expect(await alerts(call.id)).toMatchObject([
      { code: 'call.unrecorded', severity: 'alarm', details: { reason: 'recording.disk-full' } },
    ]);
  });

  it('is held against the engine’s own list: what is missing here is an alarm', async () => {
    const ada = await aKnownClient();
    const [good, lost, unheard] = [
      await answered(numberOf(ada)),
      await answered(numberOf(ada)),
      aCall(line).from('0501112233'),
    ];
    await core.db.query(`update core.call set recording_id = gen_random_uuid() where id = $1`, [good.id]);
    const list = {
      ...{ from: new Date(0).toISOString(), to: new Date().toISOString() },
      calls: [good, lost, unheard].map(({ id: callId }) => ({ callId, recording: 'kept' as const })),
      unseen: [{ engineId: 'engine-7', startedAt: new Date().toISOString() }],
    };
    const envelope = (attempt: number) => ({
      ...{ id: crypto.randomUUID(), topic: callsTallied.topic, json: JSON.stringify(list), attempt },
    });
    // What was told before may still be on its way: at first it is only looked at again.
    expect(await core.bus.publish([envelope(0)])).toMatchObject([{ code: 'calls.not-captured-yet' }]);
    expect(await alerts(lost.id)).toEqual([]);
    expect(await core.bus.publish([envelope(6)])).toEqual([null]);
    expect(await alerts(good.id)).toEqual([]);
    expect(await alerts(lost.id)).toMatchObject([{ code: 'call.recording-lost' }]);
    expect(await alerts(unheard.id)).toMatchObject([{ code: 'call.uncaptured' }]);
    const unseen = await core.db.query(`select details from core.alert where code = 'call.unseen'`);
    expect(unseen).toEqual([{ details: { engineId: 'engine-7' } }]);
  });
});
