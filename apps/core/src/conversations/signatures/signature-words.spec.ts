import {
  cleanMarkup,
  filledSignature,
  logoPlace,
  unknownIn,
  unsaidIn,
  withLogo,
  withSignature,
  wordsOfMarkup,
  type SignatureValues,
} from './signature-words.js';

const values: SignatureValues = {
  ...{ 'me.name': 'Anna $& <Kovalenko>', 'me.first-name': 'Anna', 'me.title': null, 'me.phone': null },
  ...{ 'me.extension': '101', 'team.name': 'Sales', 'channel.address': 'office@company.test' },
  ...{ 'company.name': 'Lamps & Co', 'company.phone': null, 'company.website': 'https://lamps.test', own: null },
  'company.logo': null,
};
const words = (text: string, html: string | null = null) => ({ text, html });

describe('what stands under a letter', () => {
  it('has everything put in; a line with nothing said goes, of the others the loose signs', async () => {
    const text =
      '{{me.name}}, {{me.title}}\nTel. {{me.phone}}\n{{company.name}} · {{ company.phone }} · ext. {{me.extension}}\n\n\n\n{{company.website}}';
    expect(await filledSignature(words(text), values, null)).toEqual({
      text: 'Anna $& <Kovalenko>\nLamps & Co · ext. 101\n\nhttps://lamps.test',
      html: null,
    });
  });

  it('makes no markup of what values hold, and drops a block that says nothing', async () => {
    const html =
      '<p><b>{{me.name}}</b></p><p>Tel. {{me.phone}}</p><p><a href="{{company.website}}">{{company.name}}</a></p>';
    expect((await filledSignature(words('x', await cleanMarkup(html)), values, null)).html).toBe(
      '<p><b>Anna $&amp; &lt;Kovalenko&gt;</b></p>\n<p><a href="https://lamps.test">Lamps &amp; Co</a></p>',
    );
  });

  it('takes an employee’s own words where they have a place', async () => {
    const frame = words('{{me.name}}\n{{own}}\n{{company.name}}', '<p>{{me.name}}</p>\n<p>{{own}}</p>');
    expect(await filledSignature(frame, values, words('Line <one>\nLine two'))).toEqual({
      text: 'Anna $& <Kovalenko>\nLine <one>\nLine two\nLamps & Co',
      html: '<p>Anna $&amp; &lt;Kovalenko&gt;</p>\n<p>Line &lt;one&gt;<br />\nLine two</p>',
    });
    expect(await filledSignature(frame, values, null)).toEqual({
      text: 'Anna $& <Kovalenko>\nLamps & Co',
      html: '<p>Anna $&amp; &lt;Kovalenko&gt;</p>',
    });
    expect((await filledSignature(words('{{own}}'), values, words('x', '<i>x</i>'))).html).toBe('<i>x</i>');
  });

  it('shows the company’s picture in its place, within its sides, and says nothing of it in words', async () => {
    const pictured = { ...values, 'company.logo': logoPlace };
    const logo = { name: 'Lamps & <Co>', width: 1_000, height: 100 };
    const { text, html } = await filledSignature(words('{{company.logo}}\n{{company.name}}'), pictured, null);
    expect(text).toBe('Lamps & Co');
    expect(withLogo(html!, logo)).toBe(
      '<img src="cid:company-logo@signature" alt="Lamps &amp; &lt;Co&gt;" width="220" height="22" /><br />\nLamps &amp; Co',
    );
    expect((await filledSignature(words('{{company.name}}'), pictured, null)).html).toBeNull();
    const inTag = await cleanMarkup('<a href="https://lamps.test/{{company.logo}}">{{company.logo}}</a>');
    const filled = (await filledSignature(words('x', inTag), pictured, null)).html!;
    expect(withLogo(filled, { name: 'L', width: null, height: null })).toBe(
      '<a href="https://lamps.test/"><img src="cid:company-logo@signature" alt="L" height="56" /></a>',
    );
  });

  it('tells names that nobody can fill, and those that nobody has said', () => {
    expect(unknownIn(['{{me.nmae}} {{own}}', '{{client.name}}'], true)).toEqual(['me.nmae', 'client.name']);
    expect(unknownIn(['{{own}}'], false)).toEqual(['own']);
    expect(unsaidIn(['{{me.title}} {{me.name}} {{own}}', '{{me.title}}{{company.phone}}'], values)).toEqual([
      'me.title',
      'company.phone',
    ]);
  });

  it.each([
    ['<script>alert(1)</script><b>a</b>', '<b>a</b>'],
    ['<p onclick="x()">a</p>', '<p>a</p>'],
    ['<a href="javascript:x()">a</a>', '<a>a</a>'],
    ['<a href="//else.test">a</a>', '<a>a</a>'],
    ['<a href="https://lamps.test?a=1&amp;b=2">a</a>', '<a href="https://lamps.test?a=1&amp;b=2">a</a>'],
    ['<img src="https://spy.test/1.gif">a', 'a'],
    ['<img src="data:image/svg+xml,x">a', 'a'],
    ['<style>p { color: red }</style>a', 'a'],
    ['<p style="color: red; position: fixed; background: url(https://spy.test)">a</p>', '<p style="color:red">a</p>'],
    ['<form action="https://spy.test"><input name="x">a</form>', 'a'],
    ['<svg><script>x()</script></svg>a', 'a'],
    ['<iframe src="https://spy.test"></iframe>a', 'a'],
    ['<p>a<p>b', '<p>a</p>\n<p>b</p>'],
  ])('keeps of %s what belongs there', async (given, kept) => {
    expect(await cleanMarkup(given)).toBe(kept);
  });

  it('says in plain words what its markup says', () => {
    expect(wordsOfMarkup('<p><b>Anna</b>, sales</p><p><a href="https://lamps.test">https://lamps.test</a></p>')).toBe(
      'Anna, sales\n\nhttps://lamps.test',
    );
  });
});

describe('a letter with it', () => {
  it('has it below two hyphens and a space, once', () => {
    const signed = withSignature(words('Good day\n\n'), words('Anna\nLamps'));
    expect(signed).toEqual({ text: 'Good day\n\n-- \nAnna\nLamps', html: null });
    expect(withSignature(signed, words('Anna\nLamps'))).toEqual(signed);
    expect(withSignature(words(''), words('Anna'))).toEqual({ text: '-- \nAnna', html: null });
    expect(withSignature(words(''), words('Anna', '<b>Anna</b>')).html).toBe('\n<div>-- <br>\n<b>Anna</b></div>');
    expect(withSignature(words('Good day', '<p>Good day</p>'), null)).toEqual(words('Good day', '<p>Good day</p>'));
  });

  it('is marked up where either of them is, before the end of the markup', () => {
    expect(withSignature(words('1 < 2\nyes'), words('Anna', '<b>Anna</b>')).html).toBe(
      '<div>1 &lt; 2<br>\nyes</div>\n<br>\n<div>-- <br>\n<b>Anna</b></div>',
    );
    expect(withSignature(words('a', '<html><body><p>a</p></body></html>'), words('Anna & Co')).html).toBe(
      '<html><body><p>a</p>\n<div>-- <br>\nAnna &amp; Co</div></body></html>',
    );
  });
});
