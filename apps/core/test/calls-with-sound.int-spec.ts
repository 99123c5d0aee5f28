import { v7 as uuidv7 } from 'uuid';
import { callEnded, recordingKept, type CallEnded, type CallId } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import {
  aClient,
  aCompany,
  aMasterKey,
  aNumber,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { verify } from '../src/audit/verify/verify.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptSound } from './a-kept-call.js';

/** As the telephony role tells it: the record of a call and its sound, in whatever order the bus brings them. */
describe('a call and its sound', () => {
  let core: TestCore;
  let evidence: EvidenceStore;
  let line: SavedChannel;
  let ada: SavedClient;
  let anna: SavedEmployee;
  let [annas, owner] = [] as Caller[] as [Caller, Caller];

  beforeAll(async () => {
    core = await aCore();
    evidence = core.app.get(EvidenceStore, { strict: false });
    await aCompany().saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    line = await aNumber().inTeam(sales).saved(core.db);
    ada = await aClient('Ada').withPhone('+380501234512').assignedTo(anna).saved(core.db);
    annas = await core.as(anna);
    owner = await core.as(await anOwner().saved(core.db));
  });
  afterAll(() => core.close());

  const ended = async (callId: CallId, from: string): Promise<CallEnded> => {
    const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 10, 0, second)).toISOString();
    const leg = { employeeId: anna.employeeId, deviceId: null, rungAt: at(2), answeredAt: at(5), endedAt: at(45) };
    return {
      ...{ callId, revision: 9, direction: 'inbound', channelId: line.id, counterpart: from, outcome: 'answered' },
      ...{ startedAt: at(0), answeredAt: at(5), endedAt: at(45), cause: 16, endedBy: 'client', played: [] },
      legs: [{ ...leg, by: 'route' }],
      marks: [{ is: 'hold', from: at(20), to: at(30), employeeId: anna.employeeId }],
      ...{ recording: 'follows', noRecordingCode: null, routedByFallback: false, cut: false },
      evidence: await evidence.put(Buffer.from(JSON.stringify({ callId }))),
    };
  };
  const newestLine = async () => {
    const { items } = (await annas.get(`clients/${ada.id}/timeline?limit=1`)).body;
    return items![0] as { recordingId: string | null; call: Record<string, unknown> };
  };

  it.each(['the record first', 'the sound first'])('is one line with a player: %s', async (order) => {
    const callId = uuidv7() as CallId;
    const kept = await aKeptSound(evidence, callId);
    const record = await ended(callId, '0501234512');
    if (order === 'the record first') await core.tell(callEnded, record);
    await core.tell(recordingKept, kept);
    if (order === 'the sound first') await core.tell(callEnded, record);
    await eventually(async () => expect((await newestLine()).recordingId).toBe(kept.recordingId));
    expect((await newestLine()).call).toMatchObject({
      ...{ callId, outcome: 'answered', waitMs: 5_000, durationMs: 40_000, missing: null, cut: false },
      ...{ employees: [{ id: anna.employeeId, name: 'Anna' }], marks: [{ is: 'hold' }] },
    });
    const { status, body } = await annas.get(`recordings/${kept.recordingId}`);
    expect([status, body['client'], body['marks']]).toMatchObject([
      ...[200, { id: ada.id, name: 'Ada' }, [{ is: 'hold', fromMs: 2_000, toMs: 2_000 }]],
    ]);
    expect((await annas.get(`recordings/${kept.recordingId}/audio`)).status).toBe(200);
  });

  it('is played before the message that was left in it, also where that was kept first', async () => {
    const callId = uuidv7() as CallId;
    const [message, conversation] = [await aKeptSound(evidence, callId), await aKeptSound(evidence, callId)];
    await core.tell(callEnded, await ended(callId, '0501234512'));
    await core.tell(recordingKept, { ...message, kind: 'voicemail' });
    await eventually(async () => expect((await newestLine()).recordingId).toBe(message.recordingId));
    await core.tell(recordingKept, conversation);
    await eventually(async () => expect((await newestLine()).recordingId).toBe(conversation.recordingId));
  });

  it('of an unknown number is heard by whoever took it, and goes to the card when the call is placed', async () => {
    const callId = uuidv7() as CallId;
    await core.tell(callEnded, await ended(callId, '0671112233'));
    const { recordingId } = await aKeptSound(evidence, callId).then(async (kept) => {
      await core.tell(recordingKept, kept);
      return kept;
    });
    expect((await annas.get(`recordings/${recordingId}`)).body['client']).toBeNull();
    const [waiting] = (await owner.get('unplaced')).body.items as { id: string; recordingId: string }[];
    expect(waiting!.recordingId).toBe(recordingId);
    const placed = await owner.post(`unplaced/${waiting!.id}/place`, { clientId: ada.id, remember: true });
    expect(placed.status).toBeLessThan(300);
    expect((await annas.get(`recordings/${recordingId}`)).body['client']).toEqual({ id: ada.id, name: 'Ada' });
  });

  it('is all on record: the check finds nothing wrong', async () => {
    const options = { uow: core.db.uow('core'), evidence, masterKey: aMasterKey(), dataDir: '/nowhere', quick: false };
    const { problems, recordings } = await verify(options);
    expect([recordings, problems.filter(({ code }) => code !== 'journal.anchor-missing')]).toEqual([5, []]);
  });
});
