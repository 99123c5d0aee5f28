import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { eventually } from '#libs/testing';
import { refusalCodes, refusalOf } from '../src/submission/refusals.js';
import { Dialogue } from './smtp-dialogue.js';
import { digestOfPassword, letter, password, SubmittingHouse } from './submitting-house.js';

let at: SubmittingHouse;

beforeAll(async () => void (at = await SubmittingHouse.open()));
beforeEach(() => at.afresh());
afterAll(() => at.close());

const secured = async <T>(work: (dialogue: Dialogue) => Promise<T>): Promise<T> => {
  const socket = connectTls({ host: '127.0.0.1', port: at.ports.tls, rejectUnauthorized: false });
  const dialogue = await Dialogue.over(socket);
  try {
    await dialogue.say('EHLO anna-laptop');
    const token = Buffer.from(`\0anna@corp.test\0${password}`).toString('base64');
    expect(await dialogue.say(`AUTH PLAIN ${token}`)).toMatch(/^235 /);
    return await work(dialogue);
  } finally {
    dialogue.close();
  }
};

describe('who may', () => {
  it('nobody says a password before TLS, and nobody a letter before a password', async () => {
    await Dialogue.during(at.ports.startTls, async (dialogue) => {
      expect(await dialogue.say('EHLO x')).not.toContain('AUTH');
      expect(await dialogue.say(`AUTH PLAIN ${Buffer.from('\0a\0b').toString('base64')}`)).toMatch(/^5\d\d /);
      expect(await dialogue.say('MAIL FROM:<anna@corp.test>')).toMatch(/^530 /);
    });
    expect(at.signIns).toEqual([]);
  });

  it('whoever has a mail password, however it is typed; the password itself never leaves the role', async () => {
    await at.submit({ pass: 'ABCDEFGH ijklmnop QRSTUVWX' });
    expect(at.signIns).toEqual([{ login: 'anna@corp.test', digest: digestOfPassword, peer: '127.0.0.1' }]);
  });

  it('a wrong one is answered later each time, and too many with when to come again', async () => {
    for (let n = 0; n < 7; n++)
      expect(await at.refusal({ pass: 'wrong' })).toMatch(/^535 5\.7\.8 User name or mail password is wrong/);
    expect(at.pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(await at.refusal({ user: 'eve@corp.test' })).toMatch(
      /^454 4\.7\.0 Too many wrong passwords: try again in 8 s/,
    );
  });

  it('in nobody else’s name', async () => {
    expect(await at.refusal({ from: 'boris@corp.test' })).toMatch(/^550 5\.7\.1 /);
    expect(await at.refusal({ from: '' })).toMatch(/^550 5\.7\.1 /);
    await at.submit({ from: 'Sales@Corp.test' });
    expect(at.asked).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('says which address is misspelt, and what to do', async () => {
    await secured(async (dialogue) => {
      expect(await dialogue.say('MAIL FROM:<anna@>')).toMatch(
        /^553 5\.1\.7 <anna@> is no e-mail address: correct your own/,
      );
      await dialogue.say('MAIL FROM:<anna@corp.test>');
      for (const wrong of ['ada', 'ada@', 'ada lovelace@client.test', 'ada@client..test'])
        expect(await dialogue.say(`RCPT TO:<${wrong}>`)).toBe(
          `553 5.1.3 <${wrong}> is no e-mail address: correct it or take it out, then send the letter again`,
        );
      expect(await dialogue.say('RCPT TO:<ada@client.test>')).toMatch(/^250 /);
    });
  });

  it('is a line of 512 octets at most, in letters that any program may read, whatever the address', async () => {
    await secured(async (dialogue) => {
      await dialogue.say('MAIL FROM:<anna@corp.test>');
      const said = await dialogue.say(`RCPT TO:<${'x'.repeat(400)}>`);
      expect(said).toMatch(/^553 5\.1\.3 <x{254}\.\.\.> is no/);
      expect(Buffer.byteLength(said)).toBeLessThanOrEqual(512);
    });
    const longest = `${'ж'.repeat(300)}@client.test`;
    for (const code of refusalCodes) {
      const { responseCode, message } = refusalOf(code, longest);
      expect(Buffer.byteLength(`${responseCode} ${message}\r\n`)).toBeLessThanOrEqual(512);
      expect(refusalOf(code, 'ada@client.test').message).toMatch(/^[ -~]+$/);
    }
  });

  it('to a password of the page says which one it has to be; to none, what the program needs', async () => {
    expect(await at.refusal({ pass: 'a long enough password' })).toMatch(
      /^535 5\.7\.8 .*made in Keepline for this program, the password of the page is none/,
    );
    const socket = connectTls({ host: '127.0.0.1', port: at.ports.tls, rejectUnauthorized: false });
    const dialogue = await Dialogue.over(socket);
    await dialogue.say('EHLO anna-laptop');
    expect(await dialogue.say('MAIL FROM:<anna@corp.test>')).toMatch(/^530 5\.7\.0 Sign in first: .*mail password/);
    dialogue.close();
  });
});

describe('somebody who means ill', () => {
  const toData = async (dialogue: Dialogue) => {
    await dialogue.say('MAIL FROM:<anna@corp.test>');
    await dialogue.say('RCPT TO:<ada@client.test>');
    expect(await dialogue.say('DATA')).toMatch(/^354 /);
  };

  it.each([
    ['a bare LF', 'Subject: x\n\r\ny\r\n.\r\n', /^554 5\.6\.0 /],
    ['a header line of 1 MB', `Subject: ${'x'.repeat(1024 * 1024)}\r\n\r\ny\r\n.\r\n`, /^55[24] 5\.\d\.\d /],
    ['a header line of 100 kB', `Subject: ${'x'.repeat(100 * 1024)}\r\n\r\ny\r\n.\r\n`, /^554 5\.6\.0 /],
    ['a header that does not end', `${'X: y\r\n'.repeat(60_000)}.\r\n`, /^552 5\.3\.4 /],
    [
      'a letter beyond the limit',
      `Subject: x\r\n\r\n${'y'.repeat(998)}\r\n`.concat(`${'y'.repeat(998)}\r\n`.repeat(4_500), '.\r\n'),
      /^552 /,
    ],
  ])('is refused, and the dialogue stays in step: %s', async (_name, bytes, said) => {
    await secured(async (dialogue) => {
      await toData(dialogue);
      expect(await dialogue.send(bytes)).toMatch(said);
      await toData(dialogue);
      expect(await dialogue.send(`${letter().toString()}.\r\n`)).toMatch(/^250 /);
    });
    expect(await at.told()).toHaveLength(1);
  });

  it('sends everything at once, and is answered in step: the letter is taken once, what stands behind it is a command', async () => {
    await secured(async (dialogue) => {
      const transaction = 'MAIL FROM:<anna@corp.test>\r\nRCPT TO:<ada@client.test>\r\nDATA\r\n';
      dialogue.socket.write(`${transaction}${letter().toString()}.\r\nNOOP\r\nQUIT\r\n`);
      for (const code of ['250', '250', '354', '250', '250', '221'])
        expect((await dialogue.answer()).slice(0, 3)).toBe(code);
    });
    expect(await at.told()).toHaveLength(1);
  });

  it('says nothing under TLS that was said before it', async () => {
    await Dialogue.during(at.ports.startTls, async (dialogue) => {
      await dialogue.say('EHLO x');
      const injected = `AUTH PLAIN ${Buffer.from(`\0anna@corp.test\0${password}`).toString('base64')}`;
      dialogue.socket.write(`STARTTLS\r\nEHLO x\r\n${injected}\r\nMAIL FROM:<anna@corp.test>\r\n`);
      expect(await dialogue.answer()).toMatch(/^220 /);
      dialogue.socket.removeAllListeners('data');
      const secure = connectTls({ socket: dialogue.socket, rejectUnauthorized: false });
      await once(secure, 'secureConnect');
      const answers: string[] = [];
      secure.on('data', (chunk: Buffer) => answers.push(chunk.toString('latin1')));
      secure.write('RCPT TO:<ada@client.test>\r\n');
      await eventually(() => expect(answers.join('')).toMatch(/^5\d\d [^\r]*\r\n$/));
    });
    expect(at.signIns).toEqual([]);
  });

  it('floods us with commands: the line is cut, and others are served meanwhile', async () => {
    at.limits.signInMs = 5_000;
    const socket = connect(at.ports.startTls, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    const over = once(socket, 'close');
    socket.write('NOOP\r\n'.repeat(100_000));
    await at.submit();
    socket.resume();
    await over;
    expect(await at.told()).toHaveLength(1);
  });

  it('names five hundred recipients: a hundred are taken, the others are to come again, and the letter goes to those alone', async () => {
    await secured(async (dialogue) => {
      const named = Array.from({ length: 500 }, (_, n) => `a${n}@client.test`);
      dialogue.socket.write(['MAIL FROM:<anna@corp.test>', ...named.map((one) => `RCPT TO:<${one}>`), ''].join('\r\n'));
      expect(await dialogue.answer()).toMatch(/^250 /);
      for (const n of named.keys()) expect(await dialogue.answer()).toMatch(n < 100 ? /^250 / : /^452 4\.5\.3 /);
      expect(await dialogue.say('DATA')).toMatch(/^354 /);
      expect(await dialogue.send(`${letter().toString()}.\r\n`)).toMatch(/^250 /);
      expect(at.asked.map(({ envelope }) => envelope.to)).toEqual([named.slice(0, 100)]);
    });
    expect(await at.told()).toHaveLength(1);
  });

  it('does not hold a line by a letter that never ends, nor by not signing in', async () => {
    at.limits.letterMs = 1_500;
    await secured(async (dialogue) => {
      await toData(dialogue);
      dialogue.socket.write('Subject: x\r\n');
      const drip = setInterval(() => dialogue.socket.write('.x\r\n'), 100);
      try {
        await eventually(() => expect(dialogue.unread).toMatch(/421 4\.4\.2 /), { withinMs: 6_000 });
      } finally {
        clearInterval(drip);
      }
    });
    at.limits.signInMs = 1_500;
    await Dialogue.during(at.ports.startTls, async (dialogue) => {
      await eventually(() => expect(dialogue.unread).toMatch(/421 4\.7\.0 /), { withinMs: 6_000 });
    });
    expect(await at.told()).toEqual([]);
  });

  it('gets nothing into a letter that was broken off', async () => {
    await secured(async (dialogue) => {
      await toData(dialogue);
      dialogue.socket.write('Subject: x\r\n\r\nhalf');
      dialogue.close();
    });
    await at.submit();
    expect(await at.told()).toHaveLength(1);
  });
});
