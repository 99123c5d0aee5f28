import { piecesOf, stretchesOf } from './plain-text.js';

describe('quoted text of a plain letter', () => {
  it('is told from its own words, with the line that introduces it', () => {
    const letter =
      'Добрый день!\nСогласны.\n\n12 нояб. 2026 г., Олена Коваль пишет:\n> Добрый день,\n> прошу подтвердить.\n';
    expect(stretchesOf(letter)).toEqual([
      { quoted: false, text: 'Добрый день!\nСогласны.' },
      { quoted: true, text: '12 нояб. 2026 г., Олена Коваль пишет:\n> Добрый день,\n> прошу подтвердить.' },
    ]);
  });

  it('leaves answers between quotes visible', () => {
    expect(stretchesOf('> first?\nYes.\n> second?\nNo.')).toEqual([
      { quoted: true, text: '> first?' },
      { quoted: false, text: 'Yes.' },
      { quoted: true, text: '> second?' },
      { quoted: false, text: 'No.' },
    ]);
  });

  it('takes everything below a separator that marks nothing', () => {
    expect(stretchesOf('Ok\r\n-----Original Message-----\r\nFrom: a\r\n\r\nText')).toEqual([
      { quoted: false, text: 'Ok' },
      { quoted: true, text: '-----Original Message-----\nFrom: a\n\nText' },
    ]);
  });

  it('is not seen in an ordinary sentence that ends in a colon', () => {
    expect(stretchesOf('Он пишет:\nприходите завтра')).toHaveLength(1);
  });
});

describe('web addresses in a plain text', () => {
  it('become links without the punctuation around them', () => {
    expect(piecesOf('See (https://example.test/a?b=1), ok.')).toEqual([
      { text: 'See (' },
      { text: 'https://example.test/a?b=1', href: 'https://example.test/a?b=1' },
      { text: '), ok.' },
    ]);
  });

  it('are http only: nothing else becomes a link', () => {
    expect(piecesOf('javascript:alert(1) data:text/html,x')).toEqual([
      { text: 'javascript:alert(1) data:text/html,x' },
    ]);
  });
});
