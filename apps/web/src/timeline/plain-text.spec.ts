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

  it.each([
    ['From: Ada <ada@client.test>\nSent: Friday, November 27, 2026 10:00 AM\nTo: Office\nSubject: RE: Prices'],
    ['*От:* Ада Лавлейс\n*Отправлено:* 27 ноября 2026 г. 10:00\n*Кому:* Офис;\n  Борис\n*Тема:* RE: Цены'],
    ['Від: Ада\nДата: 27.11.2026\nКому: Офіс\nКопія: Борис\nТема: Ціни'],
  ])('begins at the header that Outlook writes above it: %s', (header) => {
    const rest = `${header}\n\nGood day,\nwhat does it cost?`;
    expect(stretchesOf(`It costs 5.\n\n${rest}`)).toEqual([
      { quoted: false, text: 'It costs 5.' },
      { quoted: true, text: rest },
    ]);
    // Passed on without a word of one's own.
    expect(stretchesOf(rest)).toEqual([{ quoted: false, text: rest }]);
  });

  it('goes on over the blank lines in it, and ends where nothing is quoted any more', () => {
    expect(stretchesOf('> one\n\n\n> two\n\nYes.\n\n> three\n\n')).toEqual([
      { quoted: true, text: '> one\n\n\n> two' },
      { quoted: false, text: 'Yes.' },
      { quoted: true, text: '> three' },
    ]);
  });

  it('does not begin at two lines that look like some of it', () => {
    const text = 'Your ticket:\nFrom: Kyiv\nTo: Lviv\n\nSubject: to change';
    expect(stretchesOf(text)).toEqual([{ quoted: false, text }]);
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
