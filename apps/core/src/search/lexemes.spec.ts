import { lexemesOf, placesBeginning, placesOf, searchWords, tsvectorOf, wordsOf } from './lexemes.js';

const same = (...words: string[]) => new Set(words.flatMap((word) => lexemesOf(word)));
/** Whether what one types would find what stands in a text, by the stems alone. */
const finds = (typed: string, text: string) => {
  const lexemes = new Set(lexemesOf(text));
  return lexemesOf(typed).some((lexeme) => lexemes.has(lexeme));
};

describe('lexemes', () => {
  it.each([
    ['договор', 'по договорам поставки'],
    ['договору', 'Договор № 12'],
    ['счёт', 'счета на оплату'],
    ['рахунок', 'надішліть рахунку'],
    ['рахунки', 'Рахунок-фактура'],
    ['рахунок', 'за рахунками'],
    ['клієнт', 'кількох клієнтів'],
    ['клієнта', 'з клієнтами'],
    ['оплата', 'після оплати'],
    ['invoice', 'two invoices'],
    ['2026', 'Rechnung 2026-11'],
    ["об'єкт", 'опис об’єкта'],
    ['ЕЖИК', 'ёжик'],
  ])('%s finds “%s”', (typed, text) => expect(finds(typed, text)).toBe(true));

  it('do not find another word', () => {
    expect(finds('договор', 'дорога домой')).toBe(false);
    expect(finds('рахунок', 'клієнт')).toBe(false);
  });

  it('leave out what stands everywhere, and what is no word', () => {
    expect(lexemesOf(`и в на the of ${'x'.repeat(41)} — … 😀`)).toEqual([]);
    expect(same('счёт', 'счет', 'СЧЕТ').size).toBe(lexemesOf('счет').length);
  });

  it('are few, however long the text', () => {
    const text = Array.from({ length: 50_000 }, (_, n) => `w${n}`).join(' ');
    expect(lexemesOf(text)).toHaveLength(10_000);
  });

  it('are written as PostgreSQL reads them', () => {
    expect(tsvectorOf(lexemesOf("Invoice № 7, o'neil \\ ' & | !"))).toBe("'invoic' 'no' '7' 'oneil'");
  });
});

describe('places of words', () => {
  it('bear the words under which they are kept, whatever they are written with', () => {
    const letters = Array.from({ length: 0x500 }, (_, n) => String.fromCharCode(n)).filter((one) =>
      /[\p{L}\p{N}]/u.test(one),
    );
    const text = [
      ...letters.map((letter) => `a${letter}b`),
      'П’ЯТНИЦЯ',
      'ЁЖИК',
      'Український'.normalize('NFD'),
      '①',
      'ﬁle',
      'İzmir',
    ].join(' ');
    expect([...placesOf(text)].map(({ word }) => word)).toEqual(text.split(' ').map((one) => [...wordsOf(one)][0]));
  });

  it.each(['й', 'ї', 'е', 'c'])('are found by their first letter %s, also where its mark stands apart', (letter) => {
    const text = ['йод', 'їжа', 'ёж', 'Café', 'дом'].join(' ');
    for (const written of [text, text.toUpperCase(), text.normalize('NFD')]) {
      const found = [...placesOf(written, placesBeginning([letter]))].map(({ word }) => word);
      expect(found).toEqual(['йод', 'їжа', 'еж', 'café'].filter((word) => word.startsWith(letter)));
    }
  });
});

describe('what something is found by', () => {
  it('holds the words of addresses and whole numbers apart, and those of files once more', () => {
    const words = searchWords({
      texts: ['Write to Trillian.M@heart.test or call +380 50 111-22-33'],
      files: ['Price list.pdf'],
    });
    expect(words.split(' ').sort()).toEqual(
      [
        ...["'write'", "'call'", "'380'", "'50'", "'111'", "'22'", "'33'", "'price'", "'list'", "'pdf'"],
        ...["'@trillian'", "'@m'", "'@heart'", "'@test'", "'@380501112233'", "'@501112233'"],
        ...["'f:price'", "'f:list'", "'f:pdf'"],
      ].sort(),
    );
  });

  it('takes what is shown for no address as words', () => {
    expect(searchWords({ texts: ['root@localhost'] })).toBe("'root' 'localhost'");
  });
});
