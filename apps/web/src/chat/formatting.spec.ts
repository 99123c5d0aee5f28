import { blocksOf, isEmojiOnly, plainOf } from './formatting.js';

const shown = (text: string) =>
  blocksOf(text).map(({ is, runs }) => [
    is,
    ...runs.map((run) => `${run.marks.join('+')}${run.href === null ? '' : '→'}|${run.text}`),
  ]);

describe('WhatsApp’s formatting', () => {
  it('dresses words, one inside the other', () => {
    expect(shown('a *bold _both_* ~gone~ `x*y*`')).toEqual([
      ['words', '|a ', 'bold|bold ', 'bold+italic|both', '| ', 'strike|gone', '| ', 'code|x*y*'],
    ]);
  });

  it.each(['2*3*4', 'snake_case_name', '* not bold *', '*open', 'a ** b', '~', '*two\nlines*'])(
    'leaves %p alone',
    (text) => expect(shown(text)).toEqual([['words', `|${text}`]]),
  );

  it('does not tear addresses, and dresses them', () => {
    expect(shown('see https://x.test/a_b_c, *https://y.test/*')).toEqual([
      ['words', '|see ', '→|https://x.test/a_b_c', '|, ', 'bold→|https://y.test/'],
    ]);
  });

  it('knows no other addresses than those of the web', () => {
    expect(shown('javascript:alert(1) data:text/html,x')).toEqual([['words', '|javascript:alert(1) data:text/html,x']]);
  });

  it('keeps mono over several lines and quotations apart', () => {
    expect(shown('look:\n```\na = *1*\nb\n```\n> he said\n> *so*\nfine')).toEqual([
      ['words', '|look:\n'],
      ['mono', '|a = *1*\nb'],
      ['quote', '|he said\n', 'bold|so'],
      ['words', '|fine'],
    ]);
  });

  it('comes off in lists', () => {
    expect(plainOf('*Hello*,\n> _he_ said\n```a\nb``` 2*3')).toBe('Hello, he said a b 2*3');
  });

  it('takes time by the length of the text, not by its square', () => {
    const began = performance.now();
    blocksOf('*a _b ~c `d '.repeat(6_000));
    blocksOf('*a* '.repeat(16_000));
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('a message of emoji alone', () => {
  it.each([
    ['👍', true],
    ['❤️', true],
    ['👨‍👩‍👧👍🏽', true],
    ['👍👍👍👍', false],
    ['1', false],
    ['👍 ok', false],
    ['', false],
  ])('%p: %p', (text, large) => expect(isEmojiOnly(text)).toBe(large));
});
