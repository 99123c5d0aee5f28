import { inOrder, moved, newNumberForm, numberFormFrom, numberRequestOf, plainNumber } from './number-form.js';

describe('a company number as it is typed', () => {
  it.each([
    ['+380 (44) 123-45-67', '+380441234567'],
    ['00380441234567', '+380441234567'],
    ['380441234567', '+380441234567'],
    ['0441234567', '0441234567'],
    ['+7 701 000 00 00', '+77010000000'],
  ])('%s is sent as %s', (typed, sent) => {
    expect(plainNumber(typed)).toBe(sent);
  });

  it('has a name even where none was typed, and its other spellings apart', () => {
    const form = newNumberForm('t', 'uk', 'Europe/Kyiv');
    const asked = numberRequestOf({ ...form, number: '+380 44 123 45 67', aliases: '0441234567, 123-45-67' });
    expect([asked.name, asked.number, asked.aliases, asked.teamId]).toEqual([
      '+380441234567',
      '+380441234567',
      ['0441234567', '123-45-67'],
      null,
    ]);
  });

  it('sends the words of the letter only while it is on, and an order only where there is one', () => {
    const form = newNumberForm('t', 'ru', 'Asia/Almaty');
    form.texts = { ru: 'Мы перезвоним', uk: '', en: '' };
    form.settings.ring.members = ['a'];
    form.settings.holidays = ['2026-12-25', '2026-01-01', '2026-12-25'];
    const off = numberRequestOf(form).settings;
    expect([off.missedText, off.ring.members, off.holidays]).toEqual([null, [], ['2026-01-01', '2026-12-25']]);
    form.settings.missedText = { email: true, texts: { ru: '', uk: '', en: '' } };
    form.settings.ring.mode = 'strict';
    const on = numberRequestOf(form).settings;
    expect([on.missedText?.texts.ru, on.ring.members]).toEqual(['Мы перезвоним', ['a']]);
  });

  it('keeps what was saved when nothing is changed', () => {
    const settings = newNumberForm('t', 'en', 'Europe/Warsaw').settings;
    const saved = {
      ...{ channelId: 'c', name: 'Office', number: '+48221234567', aliases: ['221234567'], enabled: true, settings },
      ...{ team: { id: 'team', name: 'Sales' }, trunk: { id: 't', name: 'T', state: 'online', code: null } },
    };
    expect(numberRequestOf(numberFormFrom(saved))).toEqual({
      name: 'Office',
      number: '+48221234567',
      aliases: ['221234567'],
      teamId: 'team',
      enabled: true,
      settings,
    });
  });
});

describe('the order of a team', () => {
  it('holds those who were put in order first, then the others', () => {
    expect(inOrder(['c', 'gone', 'a'], ['a', 'b', 'c'])).toEqual(['c', 'a', 'b']);
  });

  it('is changed one place at a time', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  });
});
