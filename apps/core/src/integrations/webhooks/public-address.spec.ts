import { isPublicAddress, judgeUrl, publicLookup } from './public-address.js';

it.each([
  ['8.8.8.8', true],
  ['1.1.1.1', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:8.8.8.8', false],
  ['::ffff:127.0.0.1', false],
  ['64:ff9b::7f00:1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['ff02::1', false],
  ['2002:7f00:1::', false],
  ['2001:db8::1', false],
])('%s is on the internet: %s', (address, is) => expect(isPublicAddress(address)).toBe(is));

const refusal = (url: string, insideToo = false) => {
  try {
    return judgeUrl(url, insideToo).hostname;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

it.each([
  ['https://hooks.example.com/a?b=c', 'hooks.example.com'],
  ['http://hooks.example.com/', 'webhook.https-missing'],
  ['ftp://hooks.example.com/', 'webhook.url-invalid'],
  ['https://user:secret@hooks.example.com/', 'webhook.url-invalid'],
  ['https://127.0.0.1/', 'webhook.address-not-allowed'],
  ['https://2130706433/', 'webhook.address-not-allowed'],
  ['https://0x7f.1/', 'webhook.address-not-allowed'],
  ['https://[::1]/', 'webhook.address-not-allowed'],
  ['https://[::ffff:169.254.169.254]/', 'webhook.address-not-allowed'],
  ['https://localhost/', 'webhook.address-not-allowed'],
  ['https://a.localhost./', 'webhook.address-not-allowed'],
  ['https://169.254.169.254/latest/meta-data', 'webhook.address-not-allowed'],
])('%s: %s', (url, is) => expect(refusal(url)).toBe(is));

it('goes inside where that was set', () => expect(refusal('http://127.0.0.1:9/', true)).toBe('127.0.0.1'));

it('does not connect to a name that means this machine', async () => {
  const error = await new Promise((done) => publicLookup('localhost', { all: true }, done));
  expect(error).toMatchObject({ code: 'webhook.address-inside' });
});
