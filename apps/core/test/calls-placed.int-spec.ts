import { callChanged, callEnded } from '#libs/contracts';
import {
  aCall,
  aClient,
  aCompany,
  aManager,
  anEmployee,
  aNumber,
  anOwner,
  aTeam,
  type CallBuilder,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';

describe('a number that nobody knows', () => {
  let core: TestCore;
  let line: SavedChannel;
  let sales: SavedTeam;
  let [anna, boris, maria] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee];
  let [annas, boriss, marias] = [] as Caller[] as [Caller, Caller, Caller];
  let phones = 0;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    sales = await aTeam('Sales').saved(core.db);
    line = await aNumber().inTeam(sales).saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).saved(core.db);
    maria = await aManager('Maria').inTeam(sales).saved(core.db);
    await anOwner().saved(core.db);
    [annas, boriss, marias] = [await core.as(anna), await core.as(boris), await core.as(maria)];
  });
  afterAll(() => core.close());

  const aNewNumber = () => `+3806755500${String(++phones).padStart(2, '0')}`;
  const inCall = async (number: string | null, who = anna): Promise<CallBuilder> => {
    const call = aCall(line).from(number);
    await core.tell(callChanged, call.talking(who));
    return call;
  };
  const place = (who: Caller, call: CallBuilder, body: object) => who.post(`calls/${call.id}/place`, body);
  const kinds = async (client: { id: string }, who = annas) =>
    ((await who.get(`clients/${client.id}/timeline`)).body.items as { kind: string }[]).map(({ kind }) => kind);
  const phonesOf = async (clientId: unknown) =>
    core.db.query(
      `select value, source from core.contact_point where client_id = $1 and kind = 'phone' order by value`,
      [clientId],
    );

  it('becomes a new card in one step, of whoever took the call, while they talk', async () => {
    const number = aNewNumber();
    const before = aCall(line).from(number);
    await core.tell(callEnded, before.ended());
    const call = await inCall(number);
    expect((await annas.get(`calls/${call.id}`)).body).toMatchObject({ client: null, may: { place: true } });
    const placed = await place(annas, call, { newClient: { kind: 'person', name: 'Newcomer' } });
    expect([placed.status, placed.body]).toMatchObject([
      200,
      { client: { name: 'Newcomer' }, shown: `+380 •• ••• •• ${number.slice(-2)}`, may: { place: false } },
    ]);
    const { client } = placed.body as unknown as { client: { id: string } };
    const card = (await annas.get(`clients/${client.id}`)).body;
    expect(card).toMatchObject({ responsible: { name: 'Anna' }, contactPoints: [{ kind: 'phone', source: 'placed' }] });
    expect(await phonesOf(client.id)).toEqual([{ value: number, source: 'placed' }]);
    expect(await kinds(client)).toEqual(['call']);
    await core.tell(callEnded, call.ended());
    expect(await kinds(client)).toEqual(['call', 'call']);
    const conversations = await core.db.query(`select from core.conversation where client_id = $1`, [client.id]);
    expect(conversations).toHaveLength(1);
    const tasks = (await annas.get('tasks')).body.items as { client: { id: string } | null }[];
    expect(tasks.filter((task) => task.client?.id === client.id)).toEqual([]);
  });

  it('becomes a known client’s after the call, and placing it there again changes nothing', async () => {
    const number = aNewNumber();
    const ada = await aClient('Ada').assignedTo(anna).saved(core.db);
    const call = await inCall(number);
    await core.tell(callEnded, call.ended());
    expect((await place(annas, call, { clientId: ada.id })).body).toMatchObject({ client: { id: ada.id } });
    expect((await place(annas, call, { clientId: ada.id })).status).toBe(200);
    const other = await aClient('Other').assignedTo(anna).saved(core.db);
    const again = await place(annas, call, { clientId: other.id });
    expect([again.status, again.body.code]).toEqual([409, 'call.already-placed']);
    expect(await kinds(ada)).toEqual(['call']);
    const journal = await core.db.query(
      `select actor_id from core.journal where action = 'call.placed-on-card' and subject_id = $1`,
      [call.id],
    );
    expect(journal).toEqual([{ actor_id: anna.employeeId }]);
  });

  it('is placed by whoever is in the call or looks after the tray, and only on cards that they may see', async () => {
    const hers = await aClient('Hers').assignedTo(boris).saved(core.db);
    const call = await inCall(aNewNumber());
    expect((await place(annas, call, { clientId: hers.id })).body.code).toBe('client.not-found');
    expect((await place(boriss, call, { clientId: hers.id })).body.code).toBe('call.not-found');
    expect((await boriss.get(`calls/${call.id}/matches`)).status).toBe(404);
    const headed = await place(marias, call, { newClient: { kind: 'company', name: 'By the head' } });
    const { client } = headed.body as unknown as { client: { id: string } };
    expect((await annas.get(`clients/${client.id}`)).body).toMatchObject({ responsible: { name: 'Anna' } });
  });

  it('of two who place it at once is one’s', async () => {
    const call = await inCall(aNewNumber());
    const answers = await Promise.all([
      place(annas, call, { newClient: { kind: 'person', name: 'First' } }),
      place(marias, call, { newClient: { kind: 'person', name: 'Second' } }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('that is hidden is placed without being remembered', async () => {
    const ada = await aClient('Hidden').assignedTo(anna).saved(core.db);
    const call = await inCall(null);
    await core.tell(callEnded, call.ended());
    expect((await place(annas, call, { clientId: ada.id })).body).toMatchObject({
      client: { id: ada.id },
      shown: null,
    });
    expect([await kinds(ada), await phonesOf(ada.id)]).toEqual([['call'], []]);
  });

  it('that was the client’s before goes on in their conversation', async () => {
    const number = aNewNumber();
    const ada = await aClient('Back again').withPhone(number).assignedTo(anna).saved(core.db);
    const first = await inCall(number);
    await core.tell(callEnded, first.ended());
    await core.db.query(`delete from core.contact_point where client_id = $1`, [ada.id]);
    const stray = await inCall(number);
    await core.tell(callEnded, stray.ended());
    expect((await place(annas, stray, { clientId: ada.id })).status).toBe(200);
    const rows = await core.db.query<{ id: string }>(
      `select distinct conversation_id as id from core.interaction where client_id = $1`,
      [ada.id],
    );
    expect([rows.length, await kinds(ada)]).toEqual([1, ['call', 'call']]);
  });

  describe('may be', () => {
    const matches = async (who: Caller, call: CallBuilder) =>
      ((await who.get(`calls/${call.id}/matches`)).body.items as { client: { name: string }; because: string }[]).map(
        ({ client, because }) => [client.name, because],
      );
    const aLetterWith = async (number: string, client: SavedClient, email: string) => {
      const letter = await aKeptLetter(email, 'Signed').on(client).saved(core.db);
      await core.db.query(`insert into core.written_number (number, interaction_id) values ($1, $2)`, [
        number,
        letter.id,
      ]);
    };

    it('whoever signs with it, their colleagues, whoever has nearly the same, whoever has just written', async () => {
      const number = '+380441230055';
      const signed = await aClient('Signer').withEmail('signer@corp.test').assignedTo(anna).saved(core.db);
      await aLetterWith(number, signed, 'signer@corp.test');
      await aClient('Colleague').withEmail('colleague@corp.test').assignedTo(anna).saved(core.db);
      await aClient('Neighbour').withPhone('+380441230012').assignedTo(anna).saved(core.db);
      await aClient('Farther').withPhone('+380441231055').assignedTo(anna).saved(core.db);
      const writer = await aClient('Writer').withEmail('writer@example.test').assignedTo(anna).saved(core.db);
      await core.db.query(
        `insert into core.conversation (id, client_id, medium, token, last_at, waiting_since) values (gen_random_uuid(), $1, 'email', 'w', now(), now())`,
        [writer.id],
      );
      const foreign = await aClient('Foreign').withEmail('foreign@corp.test').assignedTo(boris).saved(core.db);
      await aLetterWith(number, foreign, 'foreign@corp.test');
      const call = await inCall(number);
      expect(await matches(annas, call)).toEqual([
        ['Signer', 'signature'],
        ['Colleague', 'same-company'],
        ['Neighbour', 'similar-number'],
        ['Writer', 'recent-letter'],
      ]);
      expect(await matches(marias, call)).toEqual([
        ['Foreign', 'signature'],
        ['Signer', 'signature'],
        ['Colleague', 'same-company'],
        ['Neighbour', 'similar-number'],
        ['Writer', 'recent-letter'],
      ]);
    });

    it('nobody, where it is hidden or no number', async () => {
      expect(await matches(annas, await inCall(null))).toEqual([]);
      expect(await matches(annas, await inCall('12'))).toEqual([]);
    });
  });
});

describe('reports', () => {
  let core: TestCore;
  let [owner, head] = [] as Caller[] as [Caller, Caller];
  let [first, second] = [] as SavedChannel[] as [SavedChannel, SavedChannel];
  let [anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const [sales, others] = [await aTeam('Sales').saved(core.db), await aTeam('Others').saved(core.db)];
    first = await aNumber('+380442223344').inTeam(sales).saved(core.db);
    second = await aNumber('+380442223355').inTeam(others).saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(others).saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    head = await core.as(await aManager().inTeam(sales).saved(core.db));
    const told = async (call: CallBuilder, ...who: SavedEmployee[]) => {
      if (who.length > 0) await core.tell(callChanged, call.talking(...who));
      await core.tell(callEnded, call.ended());
    };
    await told(aCall(first).from('0671111111').begunAt('2026-11-24T23:30:00Z'), anna);
    await told(aCall(first).from('0671111112').begunAt('2026-11-25T09:00:00Z'));
    await told(aCall(second).to('0671111113').begunAt('2026-11-25T10:10:00Z'), boris);
    await told(aCall(null).between().begunAt('2026-11-25T10:20:00Z'), anna, boris);
    const voicemail = aCall(first).from('0671111114').begunAt('2026-11-25T10:30:00Z');
    await core.tell(callEnded, voicemail.ended({ outcome: 'voicemail', recording: 'follows', noRecordingCode: null }));
    await core.tell(
      callEnded,
      aCall(first).to('0671111115').begunAt('2026-11-25T10:40:00Z').ended({ outcome: 'refused' }),
    );
    await told(aCall(first).from('0671111116').begunAt('2026-12-25T10:30:00Z'), anna);
  });
  afterAll(() => core.close());

  const report = (who: Caller, by: string, more = '') =>
    who.get(`reports/calls?from=2026-11-24T00:00:00Z&to=2026-11-26T00:00:00Z&by=${by}${more}`);
  const counts = async (who: Caller, by: string, more = '') =>
    ((await report(who, by, more)).body as unknown as { rows: Record<string, number | string>[] }).rows.map((row) => [
      ...[row['label'], row['inbound'], row['outbound'], row['answered'], row['missed'], row['voicemail']],
    ]);

  it('count by day and hour of a time zone, by employee, team and number', async () => {
    const zone = '&timeZone=Europe/Kyiv';
    expect(await counts(owner, 'day', zone)).toEqual([['2026-11-25', 3, 1, 2, 1, 1]]);
    expect(await counts(owner, 'day')).toEqual([
      ['2026-11-24', 1, 0, 1, 0, 0],
      ['2026-11-25', 2, 1, 1, 1, 1],
    ]);
    expect(await counts(owner, 'hour', zone)).toEqual([
      ['01', 1, 0, 1, 0, 0],
      ['11', 1, 0, 0, 1, 0],
      ['12', 1, 1, 1, 0, 1],
    ]);
    expect(await counts(owner, 'employee')).toEqual([
      ['Anna', 1, 0, 1, 0, 0],
      ['Boris', 0, 1, 1, 0, 0],
      ['', 2, 0, 0, 1, 1],
    ]);
    expect(await counts(owner, 'team')).toEqual([
      ['Others', 0, 1, 1, 0, 0],
      ['Sales', 3, 0, 1, 1, 1],
    ]);
    expect(await counts(owner, 'number')).toEqual([
      ['Line +380442223344', 3, 0, 1, 1, 1],
      ['Line +380442223355', 0, 1, 1, 0, 0],
    ]);
  });

  it('measure how long clients waited and people talked', async () => {
    const { total } = (await report(owner, 'day')).body as unknown as { total: object };
    expect(total).toMatchObject({ inbound: 3, outbound: 1, waitMsAvg: 45_000, talkMsAvg: 60_000, talkMsSum: 120_000 });
  });

  it('are of the own team for a head, and for nobody else', async () => {
    expect(await counts(head, 'team')).toEqual([['Sales', 3, 0, 1, 1, 1]]);
    expect((await report(await core.as(anna), 'team')).status).toBe(403);
  });

  it.each([
    'from=2026-11-26T00:00:00Z&to=2026-11-25T00:00:00Z',
    'from=2020-11-26T00:00:00Z&to=2026-11-25T00:00:00Z',
    'from=x&to=2026-11-25T00:00:00Z',
    'from=2026-11-24T00:00:00Z&to=2026-11-26T00:00:00Z&timeZone=Atlantis',
  ])('of %s are refused', async (query) => expect((await owner.get(`reports/calls?${query}`)).status).toBe(400));
});
