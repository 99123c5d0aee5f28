import type { WhatsappTemplate } from '#libs/contracts';
import { filledTemplate } from './template-text.js';

const template: WhatsappTemplate = {
  ...{ name: 'offer_ready', language: 'uk', category: 'UTILITY', status: 'APPROVED', buttons: [], examples: [] },
  header: 'Замовлення {{1}}',
  body: 'Доброго дня, {{1}}! Ваша пропозиція: {{ 2 }} ({{1}}).',
  footer: 'Компанія',
  headerVariables: 1,
  bodyVariables: 2,
};
const fill = (wish: Partial<Parameters<typeof filledTemplate>[1]>, known = [template]) =>
  filledTemplate(known, { name: 'offer_ready', language: 'uk', header: ['7'], body: ['Адо', '10 грн'], ...wish });

describe('a template', () => {
  it('is kept as the client reads it', () =>
    expect(fill({})).toEqual({
      ...{ name: 'offer_ready', language: 'uk', header: ['7'], body: ['Адо', '10 грн'] },
      text: 'Замовлення 7\nДоброго дня, Адо! Ваша пропозиція: 10 грн (Адо).\nКомпанія',
    }));

  it('takes no line ends and rows of spaces into its places', () =>
    expect(fill({ body: ['Адо\n\tБайрон', '10      грн'] }).body).toEqual(['Адо Байрон', '10 грн']));

  it('cannot fill its places with each other', () =>
    expect(fill({ body: ['{{2}}', 'x'] }).text).toContain('Доброго дня, {{2}}! Ваша пропозиція: x ({{2}}).'));

  it.each([[{ name: 'other' }], [{ language: 'en' }]])('that is not there is refused: %j', (wish) =>
    expect(() => fill(wish)).toThrow(expect.objectContaining({ code: 'whatsapp.template-unknown' })),
  );

  it('that is not approved is refused', () =>
    expect(() => fill({}, [{ ...template, status: 'REJECTED' }])).toThrow(
      expect.objectContaining({ code: 'whatsapp.template-unknown' }),
    ));

  it.each([[{ header: [] }], [{ body: ['x'] }], [{ body: ['x', ' \n '] }], [{ body: ['x', 'y', 'z'] }]])(
    'is refused with %j in its places',
    (wish) =>
      expect(() => fill(wish)).toThrow(
        expect.objectContaining({ code: 'whatsapp.template-variables', details: { header: 1, body: 2 } }),
      ),
  );
});
