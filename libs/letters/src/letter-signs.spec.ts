import { letterFacts } from './letter-digest.js';

const read = (...fields: string[]) => letterFacts(Buffer.from(`${fields.join('\r\n')}\r\n\r\nbody`), new Date()).header;

describe('signs of what wrote a letter', () => {
  it('are kept as written and cut, the topmost of each name, and left out where there are none', () => {
    expect(read('From: a@x.test')).not.toHaveProperty('signs');
    expect(
      read('X-Spam-Flag: YES', 'X-Spam-Flag: NO', `X-Spam-Status: ${'x'.repeat(300)}`, 'X-Mailer: The Bat!').signs,
    ).toEqual({ 'x-spam-flag': 'YES', 'x-spam-status': 'x'.repeat(200) });
  });

  it('tell of a return path only that it is empty, and of servers only that they are many', () => {
    expect(read('Return-Path: <ada@client.test>', 'Received: from a', 'Received: from b')).not.toHaveProperty('signs');
    const received = Array.from({ length: 15 }, (_, n) => `Received: from s${n}`);
    expect(read('Return-Path: <>', ...received).signs).toEqual({ 'return-path': '<>', received: '15' });
    expect(read(...Array.from({ length: 500 }, () => 'Received: from me')).signs).toEqual({ received: '100' });
  });
});
