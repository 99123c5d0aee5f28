import { jest } from '@jest/globals';
import type { CallView } from '../../apps/core/src/calls/call.view.js';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import type { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { headerOf } from '../peers/telephony/sip-trace.js';
import { lettersOf, missingWindows, turnsOf, type Lane } from '../peers/telephony/tones.js';
import { inBothWays } from '../product/both-ways.js';
import { talk, TelephoneOffice, type Colleague } from './telephone-office.js';

// The peers speak in real time: while a machine is busy with other work a window of their tone may be late. What fails is heard again, twice
// at most, against the same bound; a recorder that loses sound fails each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

/** A recorded conversation: each side in its own lane, whole, and nothing of the other side's. */
function expectBothSides([client, company]: Lane[]): void {
  expect(missingWindows(client!, 'client')).toBeLessThanOrEqual(0.02);
  expect(missingWindows(company!, 'employee')).toBeLessThanOrEqual(0.02);
  expect(lettersOf(client!)).not.toMatch(/[EK+]/);
  expect(lettersOf(company!)).not.toMatch(/[CK+]/);
}

inBothWays(['asterisk', 'sipp', 'baresip', 'ffmpeg'], 'calls', (setting) => {
  let opened: Awaited<ReturnType<typeof setting.open>>;
  let office: TelephoneOffice;
  let anna: Colleague;
  let boris: Colleague;
  let desk: BaresipPhone;
  let deskId: string;
  let other: BaresipPhone;
  let ada: ClientView;

  beforeAll(async () => {
    opened = await setting.open({ engine: true });
    office = await TelephoneOffice.open(opened.product);
    anna = await office.colleague('Anna Kovalenko');
    boris = await office.colleague('Boris Petrenko');
    ({ phone: desk, deviceId: deskId } = await office.deskPhone(anna, 'employee'));
    ({ phone: other } = await office.deskPhone(boris, 'colleague'));
    ada = await office.client('Ada Lovelace', '+380671112233', anna);
  }, 180_000);

  afterAll(async () => {
    await office?.close();
    await opened?.close();
  });

  beforeEach(() => office.hush());

  const act = async (call: CallView, body: object) => {
    const answer = await anna.api.ask('POST', `/calls/${call.id}/acts`, body);
    expect(answer).toEqual({ status: 204, body: null });
  };

  /** Ada calls, Anna answers. */
  async function adaCalls(): Promise<{ call: CallView; hangUp: () => Promise<void> }> {
    const client = await office.callIn({ number: '0671112233' });
    await desk.untilRinging();
    desk.answer();
    await client.untilAnswered();
    const call = await office.talking();
    return {
      call,
      hangUp: async () => {
        await client.hangUp();
        await client.ended;
      },
    };
  }

  it('come in, ring the responsible, and stand on the card with both sides', async () => {
    const { call, hangUp } = await adaCalls();
    await talk(6_000);
    await hangUp();
    const kept = await office.kept(call.id);
    expect(kept).toMatchObject({
      direction: 'inbound',
      outcome: 'answered',
      client: { id: ada.id },
      employee: { id: anna.id },
      missing: null,
      cut: false,
    });
    expect(other.count('CALL_INCOMING')).toBe(0);
    const lanes = await office.listen(kept);
    expectBothSides(lanes);
    expect(lanes[0]!.loudness.length).toBeGreaterThan(35);
    const { items } = await anna.api.get<{ items: InteractionView[] }>(`/clients/${ada.id}/timeline`);
    expect(items[0]).toMatchObject({ kind: 'call', direction: 'inbound', recordingId: kept.recordingId });
  }, 60_000);

  it('go out from a desk phone by the client’s short code, with the company’s number', async () => {
    desk.dial('*1000');
    await desk.untilTalking();
    const call = await office.live();
    await talk(6_000);
    desk.hangUp();
    await desk.untilOver();
    const [invite] = (await office.trunk.invites()).slice(-1);
    expect(invite!.start).toMatch(/^INVITE sip:\+?380671112233@/);
    expect(headerOf(invite!, 'From')).toContain('380445550100');
    const kept = await office.kept(call.id);
    expect(kept).toMatchObject({ direction: 'outbound', outcome: 'answered', client: { id: ada.id } });
    expectBothSides(await office.listen(kept));
  }, 60_000);

  it('go out by a click on the card: the desk phone rings, then the client’s', async () => {
    const answer = await anna.api.ask<CallView>('POST', `/clients/${ada.id}/calls`, {
      contactPointId: ada.contactPoints[0]!.id,
      deviceId: deskId,
    });
    expect(answer.status).toBe(202);
    expect(JSON.stringify(answer.body)).not.toContain('671112233');
    await desk.untilRinging();
    desk.answer();
    await office.talking();
    await talk(6_000);
    desk.hangUp();
    expectBothSides(await office.listen(await office.kept(answer.body.id)));
  }, 60_000);

  it('are held, with music, and the recording goes on', async () => {
    const { call, hangUp } = await adaCalls();
    await talk(2_000);
    await act(call, { do: 'hold' });
    await talk(3_000);
    await act(call, { do: 'resume' });
    await talk(2_000);
    await hangUp();
    const kept = await office.kept(call.id);
    expect(kept.marks).toMatchObject([{ is: 'hold', employee: { id: anna.id } }]);
    const [client, company] = await office.listen(kept);
    expect(missingWindows(client!, 'client')).toBeLessThanOrEqual(0.02);
    expect(turnsOf(company!)).toBe('E-E');
    expect(lettersOf(company!)).toMatch(/m{15,}/);
  }, 60_000);

  it('are held from the desk phone’s own button too', async () => {
    const { call, hangUp } = await adaCalls();
    await talk(1_500);
    desk.hold();
    await talk(2_500);
    desk.resume();
    await talk(1_500);
    await hangUp();
    const kept = await office.kept(call.id);
    expect(kept.marks).toMatchObject([{ is: 'hold' }]);
    const [client, company] = await office.listen(kept);
    expect(missingWindows(client!, 'client')).toBeLessThanOrEqual(0.02);
    expect(turnsOf(company!)).toBe('E-E');
  }, 60_000);

  it.each([
    ['from the page', async (call: CallView) => act(call, { do: 'transfer', to: { employeeId: boris.id } })],
    ['from the desk phone (REFER)', async () => desk.transfer(boris.extension)],
  ])(
    'are handed over blind %s, in one recording',
    async (_way, transfer) => {
      const { call, hangUp } = await adaCalls();
      await talk(2_000);
      await transfer(call);
      await other.untilRinging();
      other.answer();
      await desk.untilOver();
      await talk(2_500);
      await hangUp();
      const kept = await office.kept(call.id);
      expect(kept.marks.map(({ is }) => is)).toContain('transfer');
      const [client, company] = await office.listen(kept);
      expect(missingWindows(client!, 'client')).toBeLessThanOrEqual(0.02);
      expect(turnsOf(company!)).toMatch(/^E-?K$/);
      expect(missingWindows(company!, 'colleague')).toBeLessThanOrEqual(0.02);
    },
    60_000,
  );

  it('are handed over after a word with the colleague, which the client does not hear', async () => {
    const { call, hangUp } = await adaCalls();
    await talk(2_000);
    await act(call, { do: 'consult', to: { employeeId: boris.id } });
    await other.untilRinging();
    other.answer();
    await other.untilTalking();
    await talk(2_500);
    await act(call, { do: 'complete' });
    await desk.untilOver();
    await talk(2_500);
    await hangUp();
    const [client, company] = await office.listen(await office.kept(call.id));
    expect(missingWindows(client!, 'client')).toBeLessThanOrEqual(0.02);
    expect(turnsOf(company!)).toBe('E-K');
  }, 60_000);

  it('become a conference of three', async () => {
    const { call, hangUp } = await adaCalls();
    await act(call, { do: 'consult', to: { employeeId: boris.id } });
    await other.untilRinging();
    other.answer();
    await other.untilTalking();
    await act(call, { do: 'merge' });
    await talk(3_000);
    await hangUp();
    const kept = await office.kept(call.id);
    expect(kept.marks.map(({ is }) => is)).toContain('conference');
    const [client, company] = await office.listen(kept);
    expect(missingWindows(client!, 'client')).toBeLessThanOrEqual(0.02);
    expect(turnsOf(company!)).toMatch(/\+-?$/);
  }, 60_000);

  it('pause their recording for payment data: silent, marked, and not longer', async () => {
    const { call, hangUp } = await adaCalls();
    await talk(2_000);
    await act(call, { do: 'pause-recording' });
    await talk(2_000);
    expect((await office.live()).recordingPaused).toBe(true);
    await act(call, { do: 'resume-recording' });
    await talk(2_000);
    await hangUp();
    const kept = await office.kept(call.id);
    expect(kept.marks).toMatchObject([{ is: 'recording-paused', employee: { id: anna.id } }]);
    for (const lane of await office.listen(kept)) {
      expect(lettersOf(lane)).toMatch(/[CE]{12,}.?\.{15,30}.?[CE]{12,}/);
    }
  }, 60_000);

  it('that nobody takes become a message on the card', async () => {
    const client = await office.callIn({ number: '0671112233' });
    await client.untilAnswered(30_000);
    const call = await office.live();
    await talk(9_000);
    await client.hangUp();
    const kept = await office.kept(call.id);
    expect(kept).toMatchObject({ outcome: 'voicemail', client: { id: ada.id } });
    const lanes = await office.listen(kept);
    expect(lanes).toHaveLength(1);
    expect(lettersOf(lanes[0]!)).toMatch(/C{20,}/);
  }, 90_000);

  it('are ended from the page', async () => {
    const { call } = await adaCalls();
    await talk(1_000);
    await act(call, { do: 'hang-up' });
    await desk.untilOver();
    expect(await office.over(call.id)).toMatchObject({ outcome: 'answered' });
  }, 60_000);
});
