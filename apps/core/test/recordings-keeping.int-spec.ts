import { WebSocket } from 'ws';
import { recordingMissing } from '#libs/contracts';
import { eventually, type SavedEmployee } from '#libs/testing';
import { aKeptCall, aKeptSound } from './a-kept-call.js';
import { aRecordingCompany, type RecordingCompany } from './a-recording-company.js';

let co: RecordingCompany;
beforeAll(async () => (co = await aRecordingCompany()));
afterAll(() => co.core.close());

describe('a recording that is kept', () => {
  const row = async ({ recordingId, id }: { recordingId: string; id: string }) => {
    const [kept] = await co.core.db.query<Record<string, unknown>>(
      `select r.sha256, k.recording_id as joined from core.recording r left join core.call k on k.id = r.call_id and k.id = $2
       where r.id = $1`,
      [recordingId, id],
    );
    return kept;
  };

  it('is on its call at once, once, and on record with the hash of its bytes', async () => {
    const call = await co.aRecordedCall();
    expect(await row(call)).toEqual({ sha256: call.evidence.sha256, joined: call.recordingId });
    // The telephony role tells it again after a crash.
    await co.keep(call);
    const entries = await co.core.db.query<{ body: Record<string, unknown> }>(
      `select body from core.journal where kind = 'recording' and subject_id = $1`,
      [call.recordingId],
    );
    expect(entries).toEqual([
      {
        body: {
          callId: call.callId,
          factsSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          evidenceSha256: call.evidence.sha256,
          evidenceSize: call.evidence.size,
          peaksSha256: call.peaks.sha256,
          originals: [],
        },
      },
    ]);
  });

  it('waits for its call when it comes first', async () => {
    const call = aKeptCall().on(co.card).spokenBy(co.anna);
    const kept = await co.keep(await aKeptSound(co.evidence, call.callId));
    expect((await (await co.as(co.anna)).get(`recordings/${kept.recordingId}`)).status).toBe(404);
    expect((await (await co.as(co.olga)).get(`recordings/${kept.recordingId}`)).body).toMatchObject({
      ...{
        id: kept.recordingId,
        client: null,
        direction: null,
        interactionId: null,
        employees: [],
        transcript: 'none',
      },
    });
    const saved = await call.saved(co.core.db);
    await eventually(async () =>
      expect(await row({ ...kept, id: saved.id })).toMatchObject({ joined: kept.recordingId }),
    );
    expect((await (await co.as(co.anna)).get(`recordings/${kept.recordingId}`)).status).toBe(200);
  });

  it('is told live to those who see the card, so that the page shows the player', async () => {
    const sockets: WebSocket[] = [];
    const listen = async (who: SavedEmployee) => {
      const { headers } = await co.as(who);
      const socket = new WebSocket(co.core.url.replace(/^http/, 'ws').concat('live'), {
        headers: { cookie: headers['cookie']!, origin: new URL(co.core.url).origin },
      });
      sockets.push(socket);
      const heard: unknown[] = [];
      socket.on('message', (text: Buffer) => heard.push(JSON.parse(text.toString())));
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      return heard;
    };
    const [annas, boriss] = [await listen(co.anna), await listen(co.boris)];
    const { id, recordingId, interactionId, conversationId } = await co.aRecordedCall();
    const [clientId, direction] = [co.card.id, 'inbound'];
    await eventually(() =>
      expect(annas).toEqual([
        { event: 'recording', data: { recordingId, callId: id, clientId, interactionId } },
        { event: 'interaction', data: { clientId, conversationId, interactionId, direction } },
      ]),
    );
    expect(boriss).toEqual([]);
    // Without a card: who spoke, and those who look after what has none.
    const unplaced = await co.aRecordedCall(aKeptCall().spokenBy(co.boris));
    await eventually(() =>
      expect(boriss).toEqual([
        {
          event: 'recording',
          data: {
            recordingId: unplaced.recordingId,
            callId: unplaced.id,
            clientId: null,
            interactionId: unplaced.interactionId,
          },
        },
      ]),
    );
    expect(annas).toHaveLength(2);
    sockets.forEach((socket) => socket.terminate());
  });

  it('cannot be changed or taken away by the application', async () => {
    for (const sql of ['update recording set cut = true', 'delete from recording', 'truncate recording']) {
      const change = co.core.db.uow('core').run((tx) => tx.query(sql));
      await expect(change).rejects.toMatchObject({ details: { sqlState: '42501' } });
    }
  });

  it('that is missing raises one alarm with the reason, on its call, whichever comes first', async () => {
    const known = await aKeptCall().on(co.card).spokenBy(co.anna).saved(co.core.db);
    const late = aKeptCall().on(co.card).spokenBy(co.anna);
    const at = new Date().toISOString();
    const missing = (callId: string, code: string) => co.tell(recordingMissing.topic, { callId, code, at });
    await missing(known.id, 'recording.no-file');
    await missing(known.id, 'recording.no-file');
    await missing(late.callId, 'recording.disk-full');
    const { id: lateId } = await late.saved(co.core.db);
    await eventually(async () =>
      expect(
        await co.core.db.query('select recording_missing as code from core.call where id = any ($1) order by id', [
          [known.id, lateId],
        ]),
      ).toEqual([{ code: 'recording.no-file' }, { code: 'recording.disk-full' }]),
    );
    const alerts = await co.core.db.query(
      `select code, severity, client_id, team_id, details from core.alert where call_id = any ($1) order by id`,
      [[known.id, lateId]],
    );
    expect(alerts).toEqual([
      {
        ...{ code: 'call.unrecorded', severity: 'alarm', client_id: co.card.id, team_id: co.sales.id },
        details: { reason: 'recording.no-file' },
      },
      {
        ...{ code: 'call.unrecorded', severity: 'alarm', client_id: null, team_id: null },
        details: { reason: 'recording.disk-full' },
      },
    ]);
  });
});
