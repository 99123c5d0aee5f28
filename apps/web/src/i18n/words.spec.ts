import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { z } from 'zod';
import { channelAdvice, reasonText } from './words.js';

const textsIn = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'locales/en', file), 'utf8')) as object;

describe('what went wrong, in words', () => {
  beforeAll(async () => {
    await i18next.init({
      ...{ lng: 'en', resources: { en: { translation: textsIn('problems.json') } }, showSupportNotice: false },
      interpolation: { escapeValue: false },
    });
    i18next.addResourceBundle('en', 'translation', textsIn('work-problems.json'), true);
  });

  const refused = (schema: z.ZodType, value: unknown) => {
    const { error } = schema.safeParse(value);
    return reasonText(i18next.t, error!.issues[0]!.message);
  };

  it.each([
    [z.string().max(200), 'x'.repeat(201), 'at most 200 characters.'],
    [z.string().min(1), '', 'it must not be empty.'],
    [z.string().min(10), 'x', 'at least 10 characters.'],
    [z.array(z.string()).max(2), ['a', 'b', 'c'], 'at most 2 of them.'],
    [z.array(z.string()).min(1), [], 'at least 1 of them.'],
    [z.int().max(65_535), 70_000, 'at most 65535.'],
    [z.number().min(0.5), 0, 'at least 0.5.'],
    [z.email(), 'ada', 'this is no e-mail address.'],
    [z.url(), 'page', 'this is no address of a web page.'],
    [z.uuid(), 'x', 'this cannot be right.'],
    [z.number(), null, 'this cannot be right.'],
  ])('as a schema of the server says it', (schema, value, words) => {
    expect(refused(schema, value)).toBe(words);
  });

  it('a mailbox that worked before is not sent to its settings', () => {
    const never = { lastInboundAt: null, lastOutboundAt: null };
    const before = { ...never, lastInboundAt: '2020-01-01T00:00:00Z' };
    expect(channelAdvice(i18next.t, 'mail.connection-refused', never)).toMatch(/^Check port and encryption/);
    expect(channelAdvice(i18next.t, 'mail.connection-refused', before)).toMatch(/^This mailbox has worked before/);
    expect(channelAdvice(i18next.t, 'mail.password-refused', never)).toBe('Enter the password again.');
    expect(channelAdvice(i18next.t, 'mail.password-refused', before)).toMatch(/was probably changed at the provider/);
    expect(channelAdvice(i18next.t, 'mail.folder-missing', before)).toBe(
      channelAdvice(i18next.t, 'mail.folder-missing', never),
    );
  });
});
