import { Readable } from 'node:stream';
import { awkwardLetters, exchangeBounce, postfixBounce } from '../../../test/peers/letters.js';
import { readLetter } from '../src/conversations/reading/read-letter.js';

const read = (letter: Buffer) => readLetter(Readable.from([letter], { objectMode: false }));

describe('reading what has broken somebody’s mail program', () => {
  it.each(Object.entries(awkwardLetters))('%s ends with a result that PostgreSQL can store', async (_, letter) => {
    const content = await read(letter());
    const stored = JSON.stringify(content);
    expect(stored).not.toContain('\\u0000');
    expect(stored.isWellFormed()).toBe(true);
  });

  it.each([['undeclaredKoi8'], ['undeclaredWindows1251']] as const)('%s is read in its own charset', async (name) => {
    expect((await read(awkwardLetters[name]())).text.trim()).toBe('Добрый день, пришлите счёт');
  });

  it('winmail.dat is shown as the attachment that it is', async () => {
    const { attachments, text } = await read(awkwardLetters.winmailDat());
    expect(attachments).toMatchObject([{ n: 0, name: 'winmail.dat', type: 'application/ms-tnef' }]);
    expect(text).toContain('See the attachment.');
  });

  const bounce = {
    recipient: 'ada@client.test',
    messageId: '<ours@corp.test>',
    status: '5.1.1',
    said: '550 no such user',
  };
  it.each([
    ['Postfix', postfixBounce],
    ['Exchange', exchangeBounce],
  ])('a bounce as %s writes it names our letter and its recipient', async (_, write) => {
    expect((await read(write(bounce))).report).toMatchObject({
      messageId: '<ours@corp.test>',
      recipients: [{ address: 'ada@client.test', action: 'failed', status: '5.1.1', diagnostic: '550 no such user' }],
    });
  });
});
