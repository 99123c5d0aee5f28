import { callerIdOf } from './shown.js';

it.each([
  ['Олена Ковальчук', '*1042', '"Олена Ковальчук" <*1042>'],
  ['Ada', '+380 44 ••• •• 67', '"Ada" <+38044*****67>'],
  ['A "B" <sip:x@y>\r\nEvil: 1', '12;x=1', '"A B sip:x@y Evil: 1" <12x1>'],
  ['', '', '"" <>'],
])('%j, %j', (shownName, shownNumber, callerId) => {
  expect(callerIdOf({ shownName, shownNumber })).toBe(callerId);
});
