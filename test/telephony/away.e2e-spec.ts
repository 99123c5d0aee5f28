import { jest } from '@jest/globals';
import { eventually } from '#libs/testing';
import type { CallView } from '../../apps/core/src/calls/call.view.js';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { describeWith } from '../peers/real/peer.js';
import type { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { lettersOf } from '../peers/telephony/tones.js';
import { Product } from '../product/product.js';
import { talk, TelephoneOffice, type Colleague } from './telephone-office.js';

// The peers speak in real time: while a machine is busy with other work a window of their tone may be late. What fails is heard again, twice
// at most, against the same bound; a recorder that loses sound fails each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

describeWith(['asterisk', 'sipp', 'baresip', 'ffmpeg'], 'a client calls while the gateway is away', () => {
  let product: Product;
  let office: TelephoneOffice;
  let anna: Colleague;
  let desk: BaresipPhone;
  let ada: ClientView;

  beforeAll(async () => {
    product = await (await Product.gateway({}, { engine: true })).start();
    office = await TelephoneOffice.open(product);
    anna = await office.colleague('Anna Kovalenko');
    ({ phone: desk } = await office.deskPhone(anna, 'employee'));
    ada = await office.client('Ada Lovelace', '+380671112233', anna);
    // A first call brings the prompts to where the engine finds them.
    const first = await office.callIn({ number: '0671112233' });
    await desk.untilRinging();
    await first.hangUp();
    await first.ended;
  }, 120_000);

  afterAll(async () => {
    await office?.close();
    await product?.remove();
  });

  beforeEach(() => desk.forget());

  const latest = async (): Promise<CallView> => {
    const { items } = await office.owner.get<{ items: CallView[] }>('/calls?limit=1');
    return items[0]!;
  };

  it('is asked to wait, and rings when it is back', async () => {
    await product.kill();
    const client = await office.callIn({ number: '0671112233' });
    await client.untilAnswered();
    await product.start();
    await desk.untilRinging(30_000);
    desk.answer();
    const call = await office.live();
    await talk(2_000);
    expect(client.over).toBe(false);
    await client.hangUp();
    const kept = await office.kept(call.id);
    expect(kept).toMatchObject({ outcome: 'answered', client: { id: ada.id }, employee: { id: anna.id } });
    const [, right] = await office.listen(kept);
    expect(lettersOf(right!)).toMatch(/E{10,}/);
  }, 120_000);

  it('may leave a message when it does not come back, and that is on the card later', async () => {
    await product.kill();
    const client = await office.callIn({ number: '0671112233' });
    await client.untilAnswered();
    // Ten times two seconds of waiting, two prompts, and some words.
    await talk(38_000);
    expect(client.over).toBe(false);
    await client.hangUp();
    await client.ended;
    await product.start();
    const call = await eventually(
      async () => {
        const newest = await latest();
        expect(newest).toMatchObject({ outcome: 'voicemail', client: { id: ada.id } });
        expect(newest.recordingId).not.toBeNull();
        return newest;
      },
      { withinMs: 60_000 },
    );
    const [left] = await office.listen(call);
    expect(lettersOf(left!)).toMatch(/C{20,}/);
  }, 180_000);
});
