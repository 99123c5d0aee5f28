import { eventually } from '#libs/testing';
import type { CallMatchView, CallView } from '../../apps/core/src/calls/call.view.js';
import type { TaskView } from '../../apps/core/src/tasks/task.view.js';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { endings } from '../peers/telephony/sipp-scenarios.js';
import { describeWith } from '../peers/real/peer.js';
import { Product } from '../product/product.js';
import { talk, TelephoneOffice, type Colleague } from './telephone-office.js';

describeWith(['asterisk', 'sipp', 'baresip', 'ffmpeg'], 'callers of all kinds', () => {
  let product: Product;
  let office: TelephoneOffice;
  let anna: Colleague;
  let boris: Colleague;
  let desk: BaresipPhone;
  let other: BaresipPhone;
  let ada: ClientView;

  beforeAll(async () => {
    product = await (await Product.gateway({}, { engine: true })).start();
    office = await TelephoneOffice.open(product);
    anna = await office.colleague('Anna Kovalenko');
    boris = await office.colleague('Boris Petrenko');
    ({ phone: desk } = await office.deskPhone(anna, 'employee'));
    ({ phone: other } = await office.deskPhone(boris, 'colleague'));
    ada = await office.client('Ada Lovelace', '+380671112233', anna);
  }, 180_000);

  afterAll(async () => {
    await office?.close();
    await product?.remove();
  });

  beforeEach(() => office.hush());

  const tasksOf = async (colleague: Colleague) =>
    (await colleague.api.get<{ items: TaskView[] }>('/tasks?view=mine')).items;

  it('who give up while it rings are missed, and a task says so until somebody calls them back', async () => {
    const client = await office.callIn({ number: '0671112233' });
    await desk.untilRinging();
    const { id } = await office.live();
    await client.hangUp();
    await desk.untilOver();
    expect(await office.over(id)).toMatchObject({ outcome: 'missed', client: { id: ada.id }, recordingId: null });
    const [task] = await eventually(async () => {
      const tasks = await tasksOf(anna);
      expect(tasks).toHaveLength(1);
      return tasks;
    });
    expect(task).toMatchObject({ kind: 'call-back', client: { id: ada.id }, call: { id }, overdue: false });

    desk.forget();
    desk.dial('*1000');
    await desk.untilTalking();
    desk.hangUp();
    await eventually(async () => expect(await tasksOf(anna)).toEqual([]), { withinMs: 10_000 });
  }, 60_000);

  it.each([
    ['anonymous', 'anonymous' as const],
    ['hidden', 'hidden' as const],
    ['of forty digits', { number: '1234567890123456789012345678901234567890' }],
    ['with letters', { number: 'nobody-special' }],
  ])(
    'whose number is %s ring the team, and are kept without a card',
    async (_name, as) => {
      const client = await office.callIn(as);
      await other.untilRinging();
      const { id } = await office.live();
      other.answer();
      await client.untilAnswered();
      await talk(1_000);
      await client.hangUp();
      expect(await office.kept(id)).toMatchObject({ direction: 'inbound', outcome: 'answered', client: null });
    },
    60_000,
  );

  it('of an unknown number become a card in one step, and are known the next time', async () => {
    const client = await office.callIn({ number: '0509998877' });
    await other.untilRinging();
    other.answer();
    await client.untilAnswered();
    const live = await office.live(boris.api);
    expect(live).toMatchObject({ client: null, may: { place: true } });
    await boris.api.get<{ items: CallMatchView[] }>(`/calls/${live.id}/matches`);
    const placed = await boris.api.post<CallView>(`/calls/${live.id}/place`, {
      newClient: { kind: 'person', name: 'Grace Hopper' },
    });
    expect(placed.client).toMatchObject({ name: 'Grace Hopper' });
    await client.hangUp();
    expect(await office.kept(live.id)).toMatchObject({ client: { id: placed.client!.id } });

    other.forget();
    const again = await office.callIn({ number: '+380509998877' });
    await other.untilRinging();
    expect(await office.live()).toMatchObject({ client: { id: placed.client!.id } });
    await again.hangUp();
    await other.untilOver();
  }, 60_000);

  it('who call twice at once are two calls on one card', async () => {
    const first = await office.callIn({ number: '0671112233' });
    await desk.untilRinging();
    desk.answer();
    await first.untilAnswered();
    const second = await office.callIn({ number: '380671112233' });
    await other.untilRinging(15_000);
    other.answer();
    await second.untilAnswered();
    const { items } = await office.owner.get<{ items: CallView[] }>('/calls/live');
    expect(items.map(({ client }) => client?.id)).toEqual([ada.id, ada.id]);
    await talk(1_500);
    await Promise.all([first.hangUp(), second.hangUp()]);
    const kept = await Promise.all(items.map(({ id }) => office.kept(id)));
    expect(new Set(kept.map(({ recordingId }) => recordingId)).size).toBe(2);
  }, 60_000);

  it('are known also after their provider was changed in the middle of the day', async () => {
    const settings = { ...office.number.settings, language: 'uk' };
    const changed = await office.owner.ask('PATCH', `/numbers/${office.number.channelId}`, { settings });
    expect(changed.status).toBe(200);
    const client = await office.callIn({ number: '0671112233' });
    await desk.untilRinging();
    expect(await office.live()).toMatchObject({ client: { id: ada.id } });
    await client.hangUp();
    await desk.untilOver();
  }, 60_000);

  it('who dial a number of ours that is none are told so', async () => {
    const client = await office.callIn({ number: '0671112233' }, { to: '380445559999' });
    await client.ended;
    expect(await client.status()).toBe(404);
    expect(desk.count('CALL_INCOMING')).toBe(0);
  }, 60_000);

  it.each([
    ['is busy', endings.busy, 'busy'],
    ['declines', endings.declines, 'declined'],
    ['is unknown to the provider', endings.unknown, 'failed'],
  ])(
    'whom we call and whose line %s: the call says so',
    async (_name, digits, outcome) => {
      const begun = new Date().toISOString();
      desk.dial(`0443901${digits}`);
      await desk.untilOver();
      await eventually(
        async () => {
          const { items } = await office.owner.get<{ items: CallView[] }>(`/calls?from=${begun}`);
          expect(items).toMatchObject([{ direction: 'outbound', outcome, recordingId: null }]);
        },
        { withinMs: 10_000 },
      );
    },
    60_000,
  );

  it('whom we call in vain did not answer', async () => {
    desk.dial(`0443901${endings.rings}`);
    const { id } = await office.live();
    await eventually(async () => expect((await office.trunk.messages()).at(-1)!.start).toBe('SIP/2.0 180 Ringing'));
    desk.hangUp();
    expect(await office.over(id)).toMatchObject({ outcome: 'no-answer', recordingId: null });
  }, 60_000);
});
