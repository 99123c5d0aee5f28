import { dialledIn } from './referring.js';

it.each([
  ['sip:101@127.0.0.1', '101'],
  ['<sip:+380441234567@gw.test;user=phone>', '+380441234567'],
  ['"Anna" <sips:102@gw.test>', '102'],
  ['sip:%2A1001@gw.test', '*1001'],
  ['103', '103'],
  ['sip:%zz@gw.test', '%zz'],
  ['', ''],
])('%j names %j', (destination, dialled) => {
  expect(dialledIn(destination)).toBe(dialled);
});
