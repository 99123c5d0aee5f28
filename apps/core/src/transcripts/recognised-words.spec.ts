import { recognisedWords } from './recognised-words.js';

const read = (answer: unknown, durationMs = 3_000) => recognisedWords(JSON.stringify(answer), 1, durationMs);

describe('what a recogniser answers', () => {
  it('is words with times, as OpenAI writes them', () => {
    const words = [
      { word: 'Добрый', start: 0, end: 0.42 },
      { word: ' день', start: 0.42, end: 0.9 },
    ];
    expect(read({ language: 'russian', text: 'Добрый день', words })).toEqual({
      language: 'russian',
      words: [
        { lane: 1, fromMs: 0, toMs: 420, text: 'Добрый' },
        { lane: 1, fromMs: 420, toMs: 900, text: 'день' },
      ],
    });
  });

  it('may hang the words into segments, as whisper.cpp does', () => {
    const segments = [
      { text: ' Good day', start: 0, end: 1, words: [{ word: ' Good', start: 0, end: 0.4, probability: 0.9 }] },
      { text: ' Bye', start: 1, end: 2, words: [{ word: ' Bye', start: 1, end: 2 }] },
    ];
    expect(read({ text: 'x', segments }).words.map(({ text }) => text)).toEqual(['Good', 'Bye']);
  });

  it('may be sentences without words, or a text without times', () => {
    expect(read({ text: 'x', segments: [{ text: ' Good day ', start: 0.5, end: 1 }] }).words).toEqual([
      { lane: 1, fromMs: 500, toMs: 1_000, text: 'Good day' },
    ]);
    expect(read({ text: 'Good day' }).words).toEqual([{ lane: 1, fromMs: 0, toMs: 3_000, text: 'Good day' }]);
    expect(read({ text: '' })).toEqual({ words: [], language: null });
  });

  it('is kept inside the sound, and free of what a database does not take', () => {
    const words = [
      { word: 'a\u0000b', start: -1, end: 99 },
      { word: 'back', start: 2, end: 1 },
      { word: ' ', start: 0, end: 1 },
    ];
    expect(read({ words }).words).toEqual([
      { lane: 1, fromMs: 0, toMs: 3_000, text: 'ab' },
      { lane: 1, fromMs: 2_000, toMs: 2_000, text: 'back' },
    ]);
  });

  it.each([
    ['no JSON', '<html>'],
    ['no object', '[]'],
    ['words that are none', '{"words": [1]}'],
    ['times that are none', '{"words": [{"word": "a", "start": "0", "end": 1}]}'],
    ['nothing at all', ''],
  ])('is refused when it is %s', (_, json) => {
    expect(() => recognisedWords(json, 0, 1)).toThrow(expect.objectContaining({ code: 'recogniser.answer-invalid' }));
  });
});
