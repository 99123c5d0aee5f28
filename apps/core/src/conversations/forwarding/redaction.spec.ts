import { ContactSight } from '../../access/masking.js';
import { Redaction } from './redaction.js';

const alias = 'client-bcdfghjkmnpqrstvwxz234@corp.test';
const own = { emails: new Set(['sales@corp.test', alias]), phones: new Set<string>(), country: 'UA' };
const card = [
  { kind: 'email', value: 'ada.l+x@client.test' },
  { kind: 'phone', value: '+380501234567' },
] as const;
const redaction = new Redaction(
  new ContactSight(false, own),
  card,
  ['ada.l+x@client.test', 'office@client.test'],
  alias,
);

describe('a client’s address in a letter that is sent on', () => {
  it.each([
    ['From: Ada <ada.l+x@client.test>', `From: Ada <${alias}>`],
    ['Ada.L+X@Client.TEST писала:', `${alias} писала:`],
    ['[mailto:ada.l+x@client.test]', `[mailto:${alias}]`],
    ['mailto:ada.l%2Bx%40client.test?subject=x', `mailto:${alias}?subject=x`],
    ['write to office@client.test.', `write to ${alias}.`],
    ['office (at) client.test', alias],
    ['o\u200bffice@cli\u00adent.test', alias],
    ['> From: Ada <office@\n> client.test>', `> From: Ada <${alias}>`],
    ['To: sales@corp.test', 'To: sales@corp.test'],
    ['colleague@client.test', 'c•••@c•••.test'],
    ['not-office@client.test', 'n•••@c•••.test'],
    ['office@client.testing', 'o•••@c•••.testing'],
    ['call +380 50 123-45-67', 'call +380 •• ••• •• 67'],
  ])('%j becomes %j', (given, shown) => expect(redaction.text(given)).toBe(shown));

  it('whatever signs it is made of', () => {
    const address = "m-r!#$%&'*+-/=?^_`{|}~x@big-client.test";
    const other = new Redaction(new ContactSight(false, own), card, [address, 'emily@big-client.test'], alias);
    expect(other.text(`From: <${address}>, emily@big-client.test`)).toBe(`From: <${alias}>, ${alias}`);
  });

  it('is found in markup, in links and where it is disguised', () => {
    const b64 = (text: string) => Buffer.from(text).toString('base64');
    const html = [
      '<a href="mailto:ada.l+x@client.test">ada.l&#43;x&#64;client.test</a>',
      `<img src="https://track.test/o?e=${b64('office@client.test')}">`,
      `<img src="https://track.test/o?e=${b64('id=7;office@client.test;x')}">`,
      `<img src="https://track.test/o?e=${b64('id=71;office@client.test;xy')}">`,
      `<img src="https://track.test/o?e=${Buffer.from('office@client.test').toString('hex')}">`,
      '<!-- office@client.test -->',
    ].join('\n');
    const shown = redaction.html(html);
    expect(shown).toContain(`<a href="mailto:${alias}">${alias}</a>`);
    expect(shown).not.toMatch(/office@client|b2ZmaWNlQ|6f6666696365/i);
    const decoded = [...shown!.matchAll(/e=([^"]*)"/g)].map(([, value]) => Buffer.from(value!, 'base64').toString());
    expect(decoded.filter((text) => text.includes('office@client.test'))).toEqual([]);
  });

  it('that markup hides leaves no markup at all', () => {
    expect(redaction.html('office@<b>client</b>.test')).toBeNull();
    expect(redaction.html('offi<!-- -->ce@client.test')).toBe('offi<!-- -->•••@c•••.test');
  });

  it('is seen where it was not taken out', () => {
    expect(redaction.finds('… OFFICE@client.test …')).toBe(true);
    expect(redaction.finds('… office at the client …')).toBe(false);
  });

  it('takes no longer for a text that was made to be hard', () => {
    const started = performance.now();
    for (const hard of [
      'office'.repeat(100_000),
      'o\u200b'.repeat(200_000),
      'office@client'.repeat(40_000),
      '('.repeat(300_000),
    ])
      redaction.text(hard);
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
