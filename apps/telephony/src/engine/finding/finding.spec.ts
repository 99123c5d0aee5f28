import { accessIn } from './find-engine.js';
import { versionIn } from './engine-program.js';

test.each([
  ['Asterisk 22.10.1+dfsg+~cs6.17.60671434-1', '22.10.1'],
  ['Asterisk 20.6.0~dfsg+~cs6.13.40431414-2build5', '20.6.0'],
  ['Asterisk certified-20.7-cert3', '20.7'],
  ['Asterisk GIT-master-21', '21'],
])('%s is version %s', (said, version) => {
  expect(versionIn(said)).toBe(version);
});

test.each([
  ['Asterisk 18.20.0', 'telephony.engine-too-old'],
  ['asterisk: error while loading shared libraries', 'telephony.engine-broken'],
])('%s is refused', (said, code) => {
  expect(() => versionIn(said)).toThrow(code);
});

test('an engine of others is reached as its address says', () => {
  expect(accessIn('https://gate%20way:p%40ss@pbx.corp.test:8089/')).toEqual({
    url: 'https://pbx.corp.test:8089',
    user: 'gate way',
    password: 'p@ss',
  });
  expect(() => accessIn('http://pbx.corp.test:8088')).toThrow('telephony.ari-url');
});
