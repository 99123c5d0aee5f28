import { aliasesIn, restored } from './restored-words.js';

const alias = 'client-bcdfghjkmnpqrstvwxz234@corp.test';
const plus = 'sales+client-bcdfghjkmnpqrstvwxz235@corp.test';
const restoring = {
  instead: new Map([
    [alias, 'ada@client.test'],
    [plus, 'sales@corp.test'],
  ]),
  mailbox: 'anna+work@home.test',
  ours: 'sales@corp.test',
};

it('finds aliases in text, markup and links, and nothing that only looks like one', () => {
  const text = `<a href="mailto:${alias}?subject=x">${plus}</a>, client-abc@corp.test`;
  expect(aliasesIn(text)).toEqual([alias, plus]);
});

it.each([
  [`From: Ada <${alias}>`, 'From: Ada <ada@client.test>'],
  [`<${plus}> and ${alias}.`, '<sales@corp.test> and ada@client.test.'],
  ['Anna <ANNA+work@home.test>', 'Anna <sales@corp.test>'],
  ['joanna+work@home.test', 'joanna+work@home.test'],
  ['client-bcdfghjkmnpqrstvwxz239@corp.test', 'client-bcdfghjkmnpqrstvwxz239@corp.test'],
  [
    `<a href="mailto:${alias.replace('@', '%40')}">${alias.replace('@', '&#64;')}</a>`,
    '<a href="mailto:ada@client.test">ada@client.test</a>',
  ],
])('%j goes to the client as %j', (given, shown) => expect(restored(given, restoring)).toBe(shown));
