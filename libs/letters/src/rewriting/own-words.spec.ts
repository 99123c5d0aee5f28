import { changedWords, shortcutsIn, type OwnWordsChange } from './own-words.js';

const signature = { text: 'Anna Kovalenko\nCompany', html: 'Anna Kovalenko<br>Company', replaceOwn: true };
const response = { shortcut: 'price', text: 'The price is 5.\nDelivery is free.', html: '' };
const change = (rest: Partial<OwnWordsChange> = {}): OwnWordsChange => ({ signature: null, responses: [], ...rest });
const lines = (...text: string[]) => text.join('\n');

describe('a signature of the company', () => {
  it.each([
    ['an own letter', lines('Good day.', ''), lines('Good day.', '', '-- ', 'Anna Kovalenko', 'Company', '')],
    [
      'above what is quoted, and above the line that says whose words these are',
      lines('Yes.', '', 'On Fri, 27 Nov 2026 at 09:12, Ada <ada@client.test> wrote:', '> Is it so?', ''),
      lines(
        ...['Yes.', '', '-- ', 'Anna Kovalenko', 'Company', ''],
        ...['On Fri, 27 Nov 2026 at 09:12, Ada <ada@client.test> wrote:', '> Is it so?', ''],
      ),
    ],
    [
      'above a line that was broken for its length',
      lines('Yes.', '', 'On Fri, 27 Nov 2026 at 09:12, Ada', '<ada@client.test> wrote:', '', '> Is it so?'),
      lines(
        ...['Yes.', '', '-- ', 'Anna Kovalenko', 'Company', ''],
        ...['On Fri, 27 Nov 2026 at 09:12, Ada', '<ada@client.test> wrote:', '', '> Is it so?'],
      ),
    ],
    [
      'above Outlook’s header of the letter below',
      lines(
        'Да.',
        '',
        '________________________________',
        'От: Ада <ada@client.test>',
        'Отправлено: 27 ноября',
        'Кому: Анна',
        'Тема: Цены',
      ),
      lines(
        ...['Да.', '', '-- ', 'Anna Kovalenko', 'Company', ''],
        ...[
          '________________________________',
          'От: Ада <ada@client.test>',
          'Отправлено: 27 ноября',
          'Кому: Анна',
          'Тема: Цены',
        ],
      ),
    ],
    [
      'below answers that stand between the quotes',
      lines('> Is it so?', 'Yes.', '> And so?', 'No.', ''),
      lines('> Is it so?', 'Yes.', '> And so?', 'No.', '', '-- ', 'Anna Kovalenko', 'Company', ''),
    ],
    [
      'in the place of what the program put there itself',
      lines('Yes.', '', '-- ', 'Anna', 'anna@private.example', '', '27.11.26 09:12, Ada пише:', '> Is it so?'),
      lines('Yes.', '', '-- ', 'Anna Kovalenko', 'Company', '', '27.11.26 09:12, Ada пише:', '> Is it so?'),
    ],
    [
      'above everything where nothing was written',
      lines('', '-----Original Message-----', 'From: Ada', 'Hello'),
      lines('-- ', 'Anna Kovalenko', 'Company', '', '-----Original Message-----', 'From: Ada', 'Hello'),
    ],
  ])('stands under %s', (_name, text, signed) => {
    expect(changedWords(text, false, change({ signature }))).toBe(signed);
  });

  it('stands there once: who has written it already, or keeps their own, gets no second one', () => {
    const written = lines('Good day.', '', 'Anna Kovalenko', 'Company');
    expect(changedWords(written, false, change({ signature }))).toBe(written);
    const own = lines('Good day.', '-- ', 'Anna');
    expect(changedWords(own, false, change({ signature: { ...signature, replaceOwn: false } }))).toBe(own);
  });

  it('that only a quoted letter has is put under', () => {
    const text = lines('Yes.', '> Anna Kovalenko', '> Company');
    expect(changedWords(text, false, change({ signature }))).toBe(
      lines('Yes.', '', '-- ', 'Anna Kovalenko', 'Company', '', '> Anna Kovalenko', '> Company'),
    );
  });

  it('is joined to nothing where lines flow (RFC 3676)', () => {
    const flowing = { ...signature, text: 'Anna \n>Company\nFrom here' };
    expect(changedWords('Good \nday. \n', true, change({ signature: flowing }))).toBe(
      lines('Good ', 'day.', '', '-- ', 'Anna', ' >Company', ' From here', ''),
    );
  });
});

describe('a shortcut', () => {
  it('on a line of its own becomes words; in a line, quoted, in the signature or unknown it stays', () => {
    const text = lines('/price', 'see /price', '/nobody', '> /price', '-- ', '/price');
    expect(shortcutsIn(text)).toEqual(['price', 'nobody']);
    expect(changedWords(text, false, change({ responses: [response] }))).toBe(
      lines('The price is 5.', 'Delivery is free.', 'see /price', '/nobody', '> /price', '-- ', '/price'),
    );
  });

  it.each(['/Price ', '  /price'])('is known as it was typed: %j', (line) => {
    expect(shortcutsIn(line)).toEqual(['price']);
  });

  it('is none below a whole quoted letter', () => {
    expect(shortcutsIn(lines('Ok', '', 'From: Ada', 'Sent: today', 'To: Anna', '', '/price'))).toEqual([]);
  });

  it('in Cyrillic is found too', () => {
    expect(shortcutsIn('Добрый день!\n/Цены-2026\n')).toEqual(['цены-2026']);
  });
});
