import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import { z } from 'zod';
import { reasonText } from './words.js';

const english = JSON.parse(readFileSync(join(import.meta.dirname, 'locales/en/problems.json'), 'utf8')) as object;

describe('why a field was refused, in words', () => {
  beforeAll(async () => {
    await i18next.init({
      ...{ lng: 'en', resources: { en: { translation: english } }, showSupportNotice: false },
      interpolation: { escapeValue: false },
    });
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
});
