import type { TrunkId, TrunkSettings } from '#libs/contracts';
import { knownBy } from './provider-addresses.js';
import { trunkObjects } from './trunk-objects.js';

const trunkId = '0190a0b0-0000-7000-8000-000000000001' as TrunkId;
const settings: TrunkSettings = {
  host: 'sip.provider.test',
  port: null,
  transport: 'tls',
  srtp: true,
  registration: true,
  user: 'corp@pbx',
  authUser: 'corp-auth',
  fromDomain: 'provider.test',
  allowedFrom: ['192.0.2.0/24'],
  numberFormat: 'digits',
  country: 'UA',
  codecs: ['alaw', 'ulaw'],
  maxCalls: null,
};
const made = (more: Partial<TrunkSettings> = {}, password: string | null = 'pw') => {
  const objects = trunkObjects({
    trunkId,
    settings: { ...settings, ...more },
    password,
    language: 'uk',
    addresses: ['192.0.2.7'],
  });
  return Object.fromEntries(objects.map(({ type, id, fields }) => [type, { id, fields }]));
};

test('a trunk that registers, over TLS, with encrypted sound', () => {
  const { auth, aor, endpoint, identify, registration } = made();
  expect(auth!.fields).toEqual({ auth_type: 'userpass', username: 'corp-auth', password: 'pw' });
  expect(aor!.fields).toMatchObject({ contact: 'sip:sip.provider.test:5061;transport=tls', qualify_frequency: 0 });
  expect(endpoint!.fields).toMatchObject({
    context: 'from-trunk',
    transport: 'over-tls',
    allow: 'alaw,ulaw',
    media_encryption: 'sdes',
    media_encryption_optimistic: 'no',
    language: 'uk',
    from_domain: 'provider.test',
  });
  expect(identify!.fields).toEqual({ endpoint: `trunk-${trunkId}`, match: ['192.0.2.7'], srv_lookups: 'no' });
  expect(registration!.fields).toMatchObject({
    server_uri: 'sip:sip.provider.test:5061;transport=tls',
    client_uri: 'sip:corp%40pbx@provider.test',
    line: 'yes',
    outbound_auth: `trunk-${trunkId}`,
  });
});

test('a trunk by address asks for a sign of life instead', () => {
  const objects = made({ registration: false, transport: 'udp', user: null, srtp: false }, null);
  expect(Object.keys(objects)).toEqual(['aor', 'endpoint', 'identify']);
  expect(objects['aor']!.fields).toMatchObject({
    contact: 'sip:sip.provider.test:5060;transport=udp',
    qualify_frequency: 30,
  });
  expect(objects['endpoint']!.fields).toMatchObject({ media_encryption: 'no', transport: 'over-udp' });
});

test('nobody is the trunk who is not at its address, and no header but From tells who calls', () => {
  expect(made()['endpoint']!.fields).toMatchObject({
    identify_by: 'ip',
    send_pai: 'no',
    send_rpid: 'no',
    send_diversion: 'no',
    send_connected_line: 'no',
    trust_id_inbound: 'no',
    trust_id_outbound: 'no',
    allow_transfer: 'no',
  });
});

test('a provider is known by its addresses; on the one that we share with devices, by its port too', () => {
  const place = (address: string, port = 5060) => ({ address, port });
  expect(knownBy([place('192.0.2.7'), place('2001:db8::7')], ['198.51.100.0/24', '192.0.2.7'])).toEqual([
    '192.0.2.7',
    '2001:db8::7',
    '198.51.100.0/24',
  ]);
  expect(knownBy([place('127.0.0.1', 5262), place('127.0.0.2'), place('::1', 5262)], [])).toEqual([
    '127.0.0.1:5262',
    '127.0.0.2',
    '[::1]:5262',
  ]);
});
