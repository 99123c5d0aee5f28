import { callChanged, callEnded, type CallEnded, type Sha256 } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
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
  eventually,
  type CallBuilder,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { Escalation } from '../src/tasks/escalation.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

interface Interaction {
  id: string;
  kind: string;
  direction: string;
  employee: { name: string } | null;
  participants: Record<'from' | 'to' | 'cc', object[]>;
  flags: string[];
  conversationId: string;
  journalSeq: number;
  evidenceSha256: string;
  reading: string;
}

describe('what follows from a call', () => {
  let core: TestCore;
  let line: SavedChannel;
  let sales: SavedTeam;
  let [anna, boris, maria] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee];
  let [annas, marias, owner] = [] as Caller[] as [Caller, Caller, Caller];
  let phones = 0;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    sales = await aTeam('Sales').saved(core.db);
    line = await aNumber().inTeam(sales).saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).saved(core.db);
    maria = await aManager('Maria').inTeam(sales).saved(core.db);
    [annas, marias, owner] = [await core.as(anna), await core.as(maria), await core.as(await anOwner().saved(core.db))];
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

  describe('the form at its end', () => {
    const fields = [
      {
        key: 'topic',
        label: { ru: 'Т', uk: 'Т', en: 'Topic' },
        kind: 'choice',
        choices: ['order', 'complaint'],
        required: true,
      },
      { key: 'remark', label: { ru: 'П', uk: 'П', en: 'Remark' }, kind: 'text', choices: [], required: false },
    ];
    beforeAll(async () => {
      const policy = (await owner.get('telephony/policy')).body;
      await owner.put('telephony/policy', { ...policy, formFields: fields });
    });

    it('is due from whoever spoke, checked, and sealed', async () => {
      const ada = await aKnownClient();
      const call = await answered(numberOf(ada), boris);
      const [boriss, path] = [await core.as(boris), `calls/${call.id}/form`];
      expect((await boriss.get(`calls/${call.id}`)).body['form']).toEqual({ due: true, values: {} });
      expect((await annas.get(`calls/${call.id}`)).body).toMatchObject({ form: { due: false }, may: { form: false } });
      for (const values of [{}, { topic: 'lunch' }, { topic: 'order', other: 'x' }]) {
        const { status, body } = await boriss.put(path, { values });
        expect([status, body.code]).toEqual([400, 'call.form-invalid']);
      }
      const filled = await boriss.put(path, { values: { topic: 'order', remark: 'wants a secret thing' } });
      expect(filled.body['form']).toEqual({ due: false, values: { topic: 'order', remark: 'wants a secret thing' } });
      expect((await annas.put(path, { values: { topic: 'order' } })).body.code).toBe('call.not-in-it');
      const [row] = await core.db.query<{ t: string }>(`select k::text as t from core.call k where id = $1`, [call.id]);
      expect(row!.t).not.toContain('secret thing');
    });
  });

  describe('that nobody took', () => {
    const tasksOf = async (who: Caller, client: SavedClient, view = 'mine') =>
      ((await who.get(`tasks?view=${view}`)).body.items as { id: string; client: { id: string } | null }[]).filter(
        (task) => task.client?.id === client.id,
      );

    it('is a task for the responsible employee, one for each client, until somebody has spoken with them', async () => {
      const ada = await aKnownClient('Tasked');
      const before = (await annas.get('conversations/counters')).body['tasks'] as number;
      await missed(numberOf(ada));
      await missed(numberOf(ada));
      const [task, ...others] = await tasksOf(annas, ada);
      expect([task, others]).toMatchObject([
        {
          ...{ kind: 'call-back', assignee: { name: 'Anna' }, overdue: false, escalatedAt: null },
          call: { outcome: 'missed', shown: `+380 •• ••• •• ${numberOf(ada).slice(-2)}` },
        },
        [],
      ]);
      expect((await annas.get('conversations/counters')).body['tasks']).toBe(before + 1);
      const boriss = await core.as(boris);
      expect([await tasksOf(boriss, ada, 'all'), await tasksOf(marias, ada, 'team')]).toMatchObject([
        [],
        [{ id: task!.id }],
      ]);
      const back = aCall(line).to(numberOf(ada));
      back.talking(anna);
      await end(back);
      expect(await tasksOf(annas, ada)).toEqual([]);
    });

    it('waits on, although of a conversation before it is told only after it', async () => {
      const at = (minute: number) => `2026-11-25T10:${String(minute).padStart(2, '0')}:00Z`;
      for (const known of [true, false]) {
        const number = aNewNumber();
        if (known) await aKnownClient('Out of order', number);
        const waits = async () => {
          const calls = `select id from core.call where counterpart = '${number}'`;
          return (await core.db.query(`select from core.task where done_at is null and call_id in (${calls})`)).length;
        };
        const first = aCall(line).from(number).begunAt(at(0));
        await core.tell(callEnded, first.ended());
        const back = aCall(line).to(number).begunAt(at(10));
        back.talking(anna);
        await core.tell(callEnded, aCall(line).from(number).begunAt(at(20)).ended());
        await core.tell(callEnded, back.ended());
        expect([known, await waits()]).toEqual([known, 1]);
        const again = aCall(line).to(number).begunAt(at(30));
        again.talking(anna);
        await core.tell(callEnded, again.ended());
        expect([known, await waits()]).toEqual([known, 0]);
        await core.tell(callEnded, aCall(line).from(number).begunAt(at(25)).ended());
        expect([known, await waits()]).toEqual([known, 0]);
      }
    });

    it('is due by the number’s own target, from the next opening on', async () => {
      const hours = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];
      const day = await aNumber('+380442223366').with({ hours, missedTargetMinutes: 15 }).saved(core.db);
      const ada = await aKnownClient('Night');
      const call = aCall(day).from(numberOf(ada)).begunAt('2099-11-25T20:00:00Z');
      await core.tell(callEnded, call.ended());
      expect(await tasksOf(annas, ada)).toMatchObject([{ dueAt: '2099-11-26T07:15:00.000Z' }]);
    });

    it('goes with the card to whoever has it next, and is done with a word', async () => {
      const ada = await aKnownClient('Passed on');
      await missed(numberOf(ada));
      await core.db.query(`update core.client set responsible_id = $2 where id = $1`, [ada.id, boris.employeeId]);
      const boriss = await core.as(boris);
      expect(await tasksOf(annas, ada, 'all')).toEqual([]);
      const [task] = await tasksOf(boriss, ada);
      expect((await annas.post(`tasks/${task!.id}/done`)).status).toBe(404);
      expect((await boriss.post(`tasks/${task!.id}/done`, { note: 'wrote a secret letter' })).status).toBe(204);
      expect((await boriss.post(`tasks/${task!.id}/done`)).status).toBe(204);
      expect(await tasksOf(boriss, ada)).toEqual([]);
      const [row] = await core.db.query<{ t: string }>(`select k::text as t from core.task k where id = $1`, [
        task!.id,
      ]);
      expect(row!.t).not.toContain('secret');
    });

    it('becomes the head’s business when its time is over, once', async () => {
      const ada = await aKnownClient('Late');
      const call = await missed(numberOf(ada));
      await core.db.query(`update core.task set due_at = now() - interval '1 minute' where call_id = $1`, [call.id]);
      const escalation = core.app.get(Escalation, { strict: false });
      await escalation.escalate();
      await escalation.escalate();
      expect(await alerts(call.id)).toMatchObject([{ code: 'call.not-called-back', severity: 'warning' }]);
      const [alert] = (await marias.get('alerts?open=true')).body.items as { call: object }[];
      expect(alert).toMatchObject({ callId: call.id, call: { direction: 'inbound', outcome: 'missed' } });
      const count = async (who: Caller) => (await who.get('conversations/counters')).body['alerts'];
      expect([await count(marias), await count(annas)]).toEqual([1, 0]);
      expect(await tasksOf(marias, ada, 'team')).toMatchObject([{ overdue: true, escalatedAt: expect.any(String) }]);
    });

    it('while it was closed is answered by one letter a day, in the number’s language, to clients alone', async () => {
      const texts = { ru: 'Позвоним', uk: 'Передзвонимо вам', en: 'We call back' };
      const closed = await aNumber('+380442223377')
        .with({ hours: [{ days: [1], from: '00:00', to: '00:01' }], missedText: { email: true, texts } })
        .saved(core.db);
      await aMailbox('office@company.test').saved(core.db);
      const number = aNewNumber();
      const ada = await aClient('Written')
        .withPhone(number)
        .withEmail('written@example.test')
        .assignedTo(anna)
        .saved(core.db);
      const at = '2026-11-25T20:00:00Z';
      for (const from of [number, number, null, aNewNumber()])
        await core.tell(callEnded, aCall(closed).from(from).begunAt(at).ended());
      const letters = async () => (await timeline(ada)).filter(({ kind }) => kind === 'email');
      await eventually(async () => expect(await letters()).toMatchObject([{ direction: 'outbound' }]));
      expect(await letters()).toMatchObject([
        { text: 'Передзвонимо вам', subject: expect.stringContaining('дзвінок') },
      ]);
      const [{ evidenceSha256 }] = (await letters()) as [Interaction];
      // RFC 3834: so that no other program answers it.
      expect((await core.app.get(EvidenceStore).read(evidenceSha256 as Sha256, 100_000)).toString()).toContain(
        'Auto-Submitted: auto-replied\r\n',
      );
      await eventually(async () => {
        const sent = await core.db.query(
          `select failed_code, sent_at is not null as sent from core.missed_text where client_id = $1`,
          [ada.id],
        );
        expect(sent).toEqual([{ failed_code: null, sent: true }]);
      });
      expect(await core.db.query(`select count(*)::int as n from core.missed_text`)).toEqual([{ n: 1 }]);
    });
  });
});
