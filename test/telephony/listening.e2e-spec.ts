import { jest } from '@jest/globals';
import { eventually } from '#libs/testing';
import type { CallView } from '../../apps/core/src/calls/call.view.js';
import type { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { describeWith } from '../peers/real/peer.js';
import { lanesOf, lettersOf } from '../peers/telephony/tones.js';
import { Product } from '../product/product.js';
import { talk, TelephoneOffice, type Colleague } from './telephone-office.js';

// The peers speak in real time: see calls.e2e-spec.ts.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

describeWith(['asterisk', 'sipp', 'baresip', 'ffmpeg'], 'a manager who listens to a live call', () => {
  let product: Product;
  let office: TelephoneOffice;
  let maria: Colleague;
  let desk: BaresipPhone;
  let heads: BaresipPhone;
  let headsId: string;

  beforeAll(async () => {
    product = await (await Product.gateway({}, { engine: true })).start();
    office = await TelephoneOffice.open(product);
    const anna = await office.colleague('Anna Kovalenko');
    maria = await office.colleague('Maria Head', { role: 'manager' });
    ({ phone: desk } = await office.deskPhone(anna, 'employee'));
    ({ phone: heads, deviceId: headsId } = await office.deskPhone(maria, 'colleague'));
    await office.client('Ada Lovelace', '+380671112233', anna);
  }, 180_000);
  afterAll(async () => {
    await office?.close();
    await product?.remove();
  });
  beforeEach(() => office.hush());

  const listen = async ({ id }: CallView, mode: 'listen' | 'whisper' | 'barge') =>
    expect(await maria.api.ask('POST', `/calls/${id}/listen`, { mode, deviceId: headsId })).toMatchObject({
      status: 204,
    });
  const untilListening = (mode: string) =>
    eventually(async () =>
      expect((await office.live()).listening).toMatchObject([{ mode, employee: { id: maria.id } }]),
    );

  it('hears both, then is heard by the employee alone, then by all; the recording has only what the client heard', async () => {
    const client = await office.callIn({ number: '0671112233' });
    await desk.untilRinging();
    desk.answer();
    await client.untilAnswered();
    const call = await office.talking();
    await listen(call, 'listen');
    await heads.untilRinging();
    heads.answer();
    await untilListening('listen');
    await talk(3_000);
    await listen(call, 'whisper');
    await untilListening('whisper');
    await talk(3_000);
    await listen(call, 'barge');
    await untilListening('barge');
    await talk(3_000);
    await client.hangUp();
    await client.ended;
    const kept = await office.kept(call.id);
    expect(kept.marks.filter(({ is }) => is === 'listening')).toHaveLength(3);
    const [, company] = await office.listen(kept);
    // Neither a listener nor a whisper is in it, and a second of the end has all three.
    expect(lettersOf(company!)).toMatch(/^[^K+]*E{40,}[^K]*\+{15,}/);
    await Promise.all([desk, heads].map((phone) => phone.untilOver()));
    const [annas] = await lanesOf(new Uint8Array(await desk.heard()));
    expect(lettersOf(annas!)).toMatch(/C{15,}.*\+{30,}/);
    const [marias] = await lanesOf(new Uint8Array(await heads.heard()));
    expect(lettersOf(marias!)).toMatch(/\+{40,}/);
  }, 90_000);
});
