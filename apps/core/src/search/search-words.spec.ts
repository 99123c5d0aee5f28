import { numberOf, SearchWords } from './search-words.js';
import { pieceOf } from './snippet.js';

const query = (typed: string, whole = false, inFiles = false) =>
  SearchWords.of(typed)?.tsquery({ whole, inFiles }) ?? null;

describe('what somebody typed', () => {
  it.each([
    ['invoices', "('invoic' | 'invoices':*)"],
    ['two invoices ', "'two' & 'invoic'"],
    ['the invoice', "('invoic' | 'invoice':*)"],
    ['счета ', "'счет'"],
    ["x' | !y:* ", "'x' & 'y'"],
    ['and the', null],
    [' \0 ', null],
  ])('%j is asked as %s', (typed, expected) => expect(query(typed)).toBe(expected));

  it('is looked for in addresses too by whoever sees them', () => {
    expect(query('invoices ', true)).toBe("('invoic' | '@invoic' | '@invoices')");
    expect(query('050 111-22', true)).toBe("(('050' | '@050') & ('111' | '@111') & ('22' | '@22') | '@5011122':*)");
  });

  it('is looked for among names of files alone', () => {
    expect(query('price li', true, true)).toBe("'f:price' & 'f:li'");
  });

  it.each([
    ['+380 (50) 111', '38050111'],
    ['050 111-22-33', '501112233'],
    ['123', null],
    ['invoice 1234', null],
  ])('%j is a piece of the number %s', (typed, number) => expect(numberOf(typed)).toBe(number));

  it('is marked in any form', () => {
    const words = SearchWords.of('рахунок лист')!;
    const text = 'За рахунками листопада';
    expect(words.marksIn(text).map(([from, to]) => text.slice(from, to))).toEqual(['рахунками', 'листопада']);
    expect([words.allIn(text), words.allIn('За рахунками')]).toEqual([true, false]);
  });

  it.each([
    ['елка', 'Ёлка, ёлки, ЕЛКА и пенек', ['Ёлка', 'ёлки', 'ЕЛКА']],
    ["об'єкт ", 'Об’єкту немає, єкт теж', ['Об’єкту']],
    ['roll', "rock'n'roll, enrolled, roll's end", ["roll's"]],
    ['abc', 'ａｂｃ xabc abc_abc', ['ａｂｃ', 'abc', 'abc']],
    ['7 зайців', 'm7 7-й 7 зайцям', ['7', '7', 'зайцям']],
  ])('%j is marked where it begins a word, however it is written', (typed, text, expected) => {
    const words = SearchWords.of(typed)!;
    expect(words.marksIn(text).map(([from, to]) => text.slice(from, to))).toEqual(expected);
    expect(words.firstIn(text, text.length)).toBe(words.marksIn(text)[0]![0]);
  });
});

describe('the piece of a text that is shown', () => {
  const mask = (text: string) => text.replaceAll(/\S+@\S+/g, '•••');

  it('stands around the first word that was found', () => {
    const text = `${'before '.repeat(100)}the invoice ${'after '.repeat(100)}`;
    const piece = pieceOf(text, SearchWords.of('invoices')!, mask);
    expect(piece).toMatch(/^… (before )+the invoice (after )+…$/);
    expect(piece.length).toBeLessThan(230);
  });

  it('is the beginning where the word stands elsewhere', () => {
    expect(pieceOf('Good  morning', SearchWords.of('invoice')!, mask)).toBe('Good morning');
  });

  it('never shows a part of an address that is cut', () => {
    const address = `${'a'.repeat(60)}.secret@${'very'.repeat(10)}.long.test`;
    for (let before = 0; before < 600; before += 7) {
      const text = `${'x '.repeat(200)}${address} ${'y '.repeat(before / 2)}invoice ${'z '.repeat(before / 2)}${address}`;
      const piece = pieceOf(text, SearchWords.of('invoice')!, mask);
      expect(piece).toContain('invoice');
      expect(piece).not.toMatch(/secret|very|test|aaa/);
    }
  });
});
