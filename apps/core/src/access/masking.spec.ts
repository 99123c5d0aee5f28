import { ContactSight, maySeeContacts, type KnownContact } from './masking.js';

const own = {
  emails: new Set(['office@company.test', 'anna@company.test']),
  phones: new Set(['+380442223344']),
  country: 'UA',
};
const card: KnownContact[] = [
  { kind: 'email', value: 'ada@example.test' },
  { kind: 'phone', value: '+380501234512' },
];
const masked = new ContactSight(false, own);
const whole = new ContactSight(true, own);

describe('who may see contact points', () => {
  it.each([
    ['owner', false, true],
    ['manager', false, true],
    ['employee', false, false],
    ['employee', true, true],
    ['administrator', true, false],
  ] as const)('%s with the right %s: %s', (role, seesContacts, expected) =>
    expect(maySeeContacts({ role, seesContacts })).toBe(expected),
  );
});

describe('a masked contact point', () => {
  const point = { id: 'x', label: null, source: 'manual', createdAt: new Date(0), primary: false } as const;
  it.each([
    ['email', 'ada@example.test', 'a•••@e•••.test'],
    ['email', 'a@e.test', '•••@•••.test'],
    ['phone', '+380501234512', '+380 •• ••• •• 12'],
    ['whatsapp', '380501234512', '+380 •• ••• •• 12'],
    ['whatsapp', '123456789@lid', '•••@lid'],
  ] as const)('%s %s is shown as %s', (kind, value, shown) => {
    expect(masked.contactPoint({ ...point, kind, value })).toMatchObject({ value: shown, masked: true });
    expect(whole.contactPoint({ ...point, kind, value })).toMatchObject({ value, masked: false });
  });
});

describe('a participant', () => {
  it('of the company stays whole, also with a token', () => {
    expect(masked.participant({ name: 'Office', address: 'Office+c123@company.test' }, card)).toEqual({
      name: 'Office',
      address: 'Office+c123@company.test',
      masked: false,
      is: 'company',
    });
  });
  it('of the card is masked, also in the name', () => {
    expect(masked.participant({ name: 'ada@example.test', address: 'Ada@example.test' }, card)).toEqual({
      name: 'a•••@e•••.test',
      address: 'a•••@e•••.test',
      masked: true,
      is: 'client',
    });
  });
  it('that is nobody we know, and no address at all, are masked too', () => {
    expect(masked.participant({ name: 'Bob', address: 'bob@other.test' }, card)).toMatchObject({
      address: 'b•••@o•••.test',
      is: 'other',
    });
    expect(masked.participant({ name: '', address: 'ada at example' }, card).address).toBe('•••');
  });
});

describe('a masked text', () => {
  it.each([
    ['On Monday Ada <ada@example.test> wrote:', 'On Monday Ada <a•••@e•••.test> wrote:'],
    ['Write to ADA@EXAMPLE.TEST.', 'Write to a•••@e•••.test.'],
    ['or to office@company.test', 'or to office@company.test'],
    ['ada@example.test,bob@other.test', 'a•••@e•••.test,b•••@o•••.test'],
    ['50% @ the shop, a@b', '50% @ the shop, a@b'],
    ['mob. (050) 123-45-12', 'mob. +380 •• ••• •• 12'],
    ['+38 050 123 45 12', '+380 •• ••• •• 12'],
    ['tel 044 555 66 77, office 044 222 33 44', 'tel +380 •• ••• •• 77, office 044 222 33 44'],
    [
      'Invoice 2026-11-22 for 1 234 567.00, IBAN UA213223130000026007233566001',
      'Invoice 2026-11-22 for 1 234 567.00, IBAN UA213223130000026007233566001',
    ],
  ])('%s → %s', (text, shown) => expect(masked.text(text, card)).toBe(shown));

  it('is the text itself for whoever may see it', () => {
    expect(whole.text('ada@example.test 050 123 45 12', card)).toBe('ada@example.test 050 123 45 12');
  });

  it('takes no longer for a hostile letter', () => {
    const start = performance.now();
    masked.text('a'.repeat(500_000), card);
    masked.text('@'.repeat(200_000), card);
    masked.text('1 '.repeat(50_000), card);
    masked.text('+1('.repeat(50_000), card);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe('masked HTML', () => {
  it.each([
    ['<a href="mailto:ada@example.test">ada@example.test</a>', '<a href="mailto:a•••@e•••.test">a•••@e•••.test</a>'],
    ['<a href="mailto:ada%40example.test">x</a>', '<a href="mailto:a•••@e•••.test">x</a>'],
    ['<p>ada&#64;example&#x2e;test</p>', '<p>a•••@e•••.test</p>'],
    ['<p>ada&commat;example&period;test</p>', '<p>a•••@e•••.test</p>'],
    ['<p>&#60;script&#62; &lt;</p>', '<p>&#60;script&#62; &lt;</p>'],
    ['<a href="tel:+380501234512">call</a>', '<a href="tel:+380 •• ••• •• 12">call</a>'],
    ['<p>ada\u200b@example.test</p>', '<p>a•••@e•••.test</p>'],
  ])('%s → %s', (html, shown) => expect(masked.html(html, card)).toBe(shown));

  it.each(['<p>ada@<b>example</b>.test</p>', '<p>ada<!-- x -->@example.test</p>', '<p>050 <b>123</b> 45 12</p>'])(
    '%s is not shown at all',
    (html) => expect(masked.html(html, card)).toBeNull(),
  );
});
