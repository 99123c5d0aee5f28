import { findWords, linesOf, wordAt, type Word } from './transcript-lines.js';

const word = (lane: number, fromMs: number, text: string): Word => ({ lane, fromMs, toMs: fromMs + 300, text });
const words = [
  word(1, 400, 'Добрый'),
  word(1, 800, 'день!'),
  word(0, 1_500, 'Добрый.'),
  word(1, 2_000, 'Слушаю'),
  word(1, 6_000, 'Алло?'),
];

describe('a transcript', () => {
  it('stands in lines: a new one for the other speaker, and after a long pause', () => {
    expect(linesOf(words).map((line) => [line.lane, line.fromMs, line.words.map((each) => each.word.text)])).toEqual([
      [1, 400, ['Добрый', 'день!']],
      [0, 1_500, ['Добрый.']],
      [1, 2_000, ['Слушаю']],
      [1, 6_000, ['Алло?']],
    ]);
  });

  it('is searched without regard to signs and letters’ case, the last word unfinished', () => {
    const lines = linesOf(words);
    expect(findWords(lines, 'добрый')).toEqual([0, 2]);
    expect(findWords(lines, 'добрый де')).toEqual([0]);
    expect(findWords(lines, ' ! ')).toEqual([]);
    expect(findWords(lines, 'нет')).toEqual([]);
  });

  it('follows the sound', () => {
    expect(wordAt(words, 0)).toBe(-1);
    expect(wordAt(words, 400)).toBe(0);
    expect(wordAt(words, 1_999)).toBe(2);
    expect(wordAt(words, 99_999)).toBe(4);
  });
});
