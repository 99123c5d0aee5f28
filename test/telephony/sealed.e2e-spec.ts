import { jest } from '@jest/globals';
import type { NewDeviceView } from '../../apps/core/src/telephony/extensions/extension.view.js';
import { describeWith, freePort } from '../peers/real/peer.js';
import { BaresipPhone } from '../peers/telephony/baresip-phone.js';
import { missingWindows } from '../peers/telephony/tones.js';
import { Product } from '../product/product.js';
import { talk, TelephoneOffice, type Colleague } from './telephone-office.js';

// The peers speak in real time: see calls.e2e-spec.ts.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

describeWith(['asterisk', 'sipp', 'baresip', 'ffmpeg'], 'a desk phone that encrypts', () => {
  let product: Product;
  let office: TelephoneOffice;
  let anna: Colleague;
  let phone: BaresipPhone;

  beforeAll(async () => {
    const tlsPort = await freePort();
    const env = { KEEPLINE_SIP_TLS_PORT: String(tlsPort) };
    product = await (await Product.gateway(env, { engine: true })).start();
    office = await TelephoneOffice.open(product);
    anna = await office.colleague('Anna Kovalenko');
    const path = `/employees/${anna.id}/devices`;
    const { credentials } = await anna.api.post<NewDeviceView>(path, { label: 'Desk' });
    expect(credentials).toMatchObject({ tlsPort, transport: ['udp', 'tcp', 'tls'] });
    const { user, password } = credentials;
    const server = { host: '127.0.0.1', port: tlsPort };
    phone = await BaresipPhone.start({ user, password, server, transport: 'tls' }, 'employee');
    office.phones.push(phone);
    await phone.untilRegistered();
    await office.client('Ada Lovelace', '+380671112233', anna);
  }, 180_000);
  afterAll(async () => {
    await office?.close();
    await product?.remove();
  });
  beforeEach(() => office.hush());

  /** The phone's own word on its newest call: sound is SRTP (RFC 3711), with a key that the engine gave in its part of the talk (RFC 4568). */
  const expectSealed = () => {
    const [, ...calls] = phone.trace.split('audio: Set audio encoder');
    expect(calls.length).toBeGreaterThan(0);
    expect(phone.trace.match(/SRTP is Enabled \(cryptosuite=AES_CM_128_HMAC_SHA1_80\)/g)).toHaveLength(calls.length);
  };

  it('is called over TLS with encrypted sound, and recorded on both sides', async () => {
    const client = await office.callIn({ number: '0671112233' });
    await phone.untilRinging();
    phone.answer();
    await client.untilAnswered();
    const { id } = await office.talking();
    await talk(6_000);
    await client.hangUp();
    await client.ended;
    const [left, right] = await office.listen(await office.kept(id));
    expect(missingWindows(left!, 'client')).toBeLessThanOrEqual(0.02);
    expect(missingWindows(right!, 'employee')).toBeLessThanOrEqual(0.02);
    expectSealed();
  }, 60_000);

  it('calls a client over TLS with encrypted sound', async () => {
    phone.dial('*1000');
    await phone.untilTalking();
    const { id } = await office.live();
    await talk(6_000);
    phone.hangUp();
    await phone.untilOver();
    const [left, right] = await office.listen(await office.kept(id));
    expect(missingWindows(left!, 'client')).toBeLessThanOrEqual(0.02);
    expect(missingWindows(right!, 'employee')).toBeLessThanOrEqual(0.02);
    expectSealed();
  }, 60_000);
});
