import { ContactPointInvalid } from './clients.errors.js';
import { findEmail, normalised } from './contact-point.js';

const because = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof ContactPointInvalid) return error.because;
    throw error;
  }
  return 'accepted';
};

describe('an e-mail address', () => {
  it.each([
    ['Ada.Lovelace@Example.TEST', 'ada.lovelace@example.test'],
    ['  ada+bills@example.test ', 'ada+bills@example.test'],
    ['інфо@приклад.укр', 'інфо@xn--80aikifvh.xn--j1amh'],
    ["o'neil@bücher.example", "o'neil@xn--bcher-kva.example"],
    ['"ada lovelace"@example.test', '"ada lovelace"@example.test'],
  ])('%s is kept as %s', (given, kept) => expect(normalised('email', given, 'UA')).toBe(kept));

  it.each([
    ['ada', 'no-at-sign'],
    ['@example.test', 'no-at-sign'],
    ['a da@example.test', 'local-part'],
    ['ada..l@example.test', 'local-part'],
    ['.ada@example.test', 'local-part'],
    [`${'a'.repeat(65)}@example.test`, 'local-part-too-long'],
    ['ada@localhost', 'domain'],
    ['ada@exa mple.test', 'domain'],
    ['ada@-example.test', 'domain'],
    ['ada@127.0.0.1', 'domain'],
    ['ada@[127.0.0.1]', 'domain'],
    ['ada@example.test\r\nBcc: eve@example.test', 'control-character'],
    ['ada\u0000@example.test', 'control-character'],
  ])('%j is refused: %s', (given, reason) => expect(because(() => normalised('email', given, 'UA'))).toBe(reason));

  it('out of a letter may be none', () => {
    expect(findEmail('undisclosed recipients')).toBeNull();
    expect(findEmail('ADA@example.test')).toBe('ada@example.test');
  });
});

describe('a phone number', () => {
  it.each([
    ['044 123 45 67', 'UA', '+380441234567'],
    ['+380 (44) 123-45-67', 'DE', '+380441234567'],
    ['8 (495) 123-45-67', 'RU', '+74951234567'],
    ['030 901820', 'DE', '+4930901820'],
  ])('%s in %s is %s', (given, country, kept) => expect(normalised('phone', given, country)).toBe(kept));

  it.each([
    ['call me', 'not-a-number'],
    ['123', 'length'],
    ['+380 44 123 45 67 ext. 12', 'extension'],
  ])('%s is refused: %s', (given, reason) => expect(because(() => normalised('phone', given, 'UA'))).toBe(reason));
});

describe('a WhatsApp id', () => {
  it.each([
    ['380501234567@c.us', '380501234567'],
    ['+380 50 123 45 67', '380501234567'],
    ['050 123 45 67', '380501234567'],
    ['12345678901234@lid', '12345678901234@lid'],
  ])('%s is kept as %s', (given, kept) => expect(normalised('whatsapp', given, 'UA')).toBe(kept));
});
