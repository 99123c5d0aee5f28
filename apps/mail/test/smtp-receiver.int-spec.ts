import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { jest } from '@jest/globals';
import type { ChannelId } from '#libs/contracts';
import { eventually, silentLogger } from '#libs/testing';
import { aLetter, awkwardLetters, hugeLetter } from '../../../test/peers/letters.js';
import { sendInto } from '../../../test/peers/smtp-world.js';
import { OperationalError } from '#libs/errors';
import { EmbeddedBus } from '#libs/messaging';
import { usualIncomingLimits } from '../src/incoming/incoming-limits.js';
import { AliasDoor } from '../src/receiving/smtp/alias-door.js';
import { findCertificate } from '../src/receiving/smtp/certificate.js';
import { CorporateAddresses } from '../src/receiving/smtp/corporate-addresses.js';
import { SmtpReceiver, usualReceiverLimits } from '../src/receiving/smtp/smtp-receiver.js';
import { MailHouse } from './mail-house.js';
import { Dialogue } from './smtp-dialogue.js';

const limitBytes = 2 * 1024 * 1024;
let house: MailHouse;
let receiver: SmtpReceiver;
let port: number;
let sales: ChannelId;
let support: ChannelId;
let broken: Error | null;
const limits = { ...usualReceiverLimits, letterBytes: limitBytes, recipients: 3, connectionsPerPeer: 4 };

beforeAll(async () => {
  house = await MailHouse.open();
  const addresses = new CorporateAddresses();
  sales = await house.aMailbox();
  support = await house.aMailbox({ address: 'help@corp.test' });
  addresses.replace([
    { channelId: sales, enabled: true, settings: { address: 'sales@corp.test', aliases: ['info@corp.test'] } },
    { channelId: support, enabled: true, settings: { address: 'help@corp.test', aliases: [] } },
    { channelId: await house.aMailbox(), enabled: false, settings: { address: 'off@corp.test', aliases: [] } },
  ]);
  const evidence = Object.create(house.evidence) as MailHouse['evidence'];
  evidence.put = (content) => (broken ? Promise.reject(broken) : house.evidence.put(content));
  evidence.putMany = (contents) => (broken ? Promise.reject(broken) : house.evidence.putMany(contents));
  const aliases = new AliasDoor(new EmbeddedBus(silentLogger()), evidence, addresses);
  receiver = new SmtpReceiver({
    capture: house.capture(evidence),
    addresses,
    aliases,
    certificate: await findCertificate({
      dataDir: house.dataDir,
      smtp: { tls: null },
    }),
    limits,
    hostName: 'mx.corp.test',
    log: silentLogger(),
  });
  port = await receiver.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await receiver.close();
  await house.close();
});
beforeEach(async () => {
  broken = null;
  // Only who holds the line is to hear of a limit, however busy the machine.
  limits.letterMs = usualReceiverLimits.letterMs;
  await house.incoming.stored();
  await house.db.query('delete from mail.outbox');
});

const inDialogue = <T>(work: (dialogue: Dialogue) => Promise<T>): Promise<T> => Dialogue.during(port, work);

describe('whoever connects', () => {
  it('is greeted at once, and once', async () => {
    // The tenth of a second that the library lets everybody wait does not pass before the greeting, but after it.
    const { setTimeout: inTime } = globalThis;
    const waits: (() => void)[] = [];
    jest
      .spyOn(globalThis, 'setTimeout')
      .mockImplementation((work: () => void, ms?: number) =>
        ms === 100 ? inTime(() => waits.push(work), 0) : inTime(work, ms),
      );
    const socket = connect(port, '127.0.0.1');
    const said: string[] = [];
    socket.on('data', (chunk: Buffer) => said.push(chunk.toString('latin1')));
    await once(socket, 'data');
    await eventually(() => expect(waits).toHaveLength(1));
    jest.restoreAllMocks();
    waits[0]!();
    socket.write('EHLO client.test\r\nNOOP\r\nQUIT\r\n');
    await once(socket, 'close');
    expect(said.join('').match(/^\d{3} /gm)).toEqual(['220 ', '250 ', '250 ', '221 ']);
  });
});

describe('a letter for us', () => {
  it('is evidence and event when its 250 is said, byte for byte, dots and all', async () => {
    const letter = aLetter().body('.leading dot\r\nend\r\n').bytes();
    const [received] = await inDialogue(async (dialogue) => {
      await dialogue.toData('Info+t0k3n@Corp.test');
      expect(await dialogue.send(`${letter.toString().replaceAll('\r\n.', '\r\n..')}.\r\n`)).toMatch(/^250/);
      return house.received(sales);
    });
    expect(received).toMatchObject({
      source: 'smtp',
      direction: 'inbound',
      envelope: { from: 'ada@client.test', to: ['Info+t0k3n@Corp.test'] },
      header: { subject: 'Hello', from: [{ name: 'Ada Client', address: 'ada@client.test' }] },
    });
    expect(await house.evidence.read(received!.evidence.sha256, 10_000)).toEqual(letter);
  });

  it('for two mailboxes is told to both, and kept once', async () => {
    await sendInto(port, aLetter().bytes(), { from: 'ada@client.test', to: ['sales@corp.test', 'help@corp.test'] });
    const [one] = await house.received(sales);
    const [other] = await house.received(support);
    expect(one!.envelope!.to).toEqual(['sales@corp.test']);
    expect(other!.envelope!.to).toEqual(['help@corp.test']);
    expect(one!.evidence).toEqual(other!.evidence);
  });

  it('comes over STARTTLS, and the certificate of the first start is kept', async () => {
    await sendInto(port, aLetter().bytes(), { from: '', to: 'sales@corp.test' });
    expect((await house.received(sales))[0]!.envelope!.from).toBe('');
    const settings = { dataDir: house.dataDir, smtp: { tls: null } };
    const again = await findCertificate(settings);
    await inDialogue(async ({ socket }) => {
      socket.write('EHLO x\r\nSTARTTLS\r\n');
      await eventually(() => expect(socket.bytesRead).toBeGreaterThan(150));
      const tls = connectTls({ socket, rejectUnauthorized: false });
      await new Promise((resolve) => tls.once('secureConnect', resolve));
      expect(again.cert.replace(/\s|-----.*?-----/g, '')).toBe(tls.getPeerCertificate().raw.toString('base64'));
    });
  });

  it.each(Object.entries(awkwardLetters).filter(([name]) => name !== 'eightBitRubbish'))(
    'is taken as it is: %s',
    async (_name, make) => {
      const letter = make();
      await sendInto(port, letter, { from: 'ada@client.test', to: 'sales@corp.test' });
      const [received] = await house.received(sales);
      expect(received!.evidence.sha256).toBe(createHash('sha256').update(letter).digest('hex'));
    },
  );

  it('is stored as a stream, up to the limit', async () => {
    const { stream, sha256 } = hugeLetter(limitBytes - 100_000);
    await sendInto(port, Buffer.concat(await stream.toArray()), { from: 'ada@client.test', to: 'sales@corp.test' });
    expect((await house.received(sales))[0]!.evidence.sha256).toBe(await sha256);
  });
});

describe('what is not taken', () => {
  it.each([
    'ada@client.test',
    'sales@client.test',
    'sales%client.test@corp.test',
    '"sales@corp.test"@client.test',
    'nobody@corp.test',
  ])('a letter for %s: 550, we relay for nobody', async (to) => {
    await inDialogue(async (dialogue) => {
      await dialogue.say('EHLO client.test');
      await dialogue.say('MAIL FROM:<sales@corp.test>');
      expect(await dialogue.say(`RCPT TO:<${to}>`)).toMatch(/^550 5\.1\.1|^501/);
      expect(await dialogue.say('DATA')).toMatch(/^503/);
    });
  });

  it('a letter for a mailbox that is off: later', async () => {
    await inDialogue(async (dialogue) => {
      await dialogue.say('EHLO client.test');
      await dialogue.say('MAIL FROM:<a@client.test>');
      expect(await dialogue.say('RCPT TO:<off@corp.test>')).toMatch(/^450 4\.2\.1/);
    });
  });

  it('a letter that is too large: 552 while it streams in, and the next one over the same connection is taken', async () => {
    await inDialogue(async (dialogue) => {
      expect(await dialogue.say('EHLO client.test')).toContain(`SIZE ${limitBytes}`);
      expect(await dialogue.say(`MAIL FROM:<a@client.test> SIZE=${limitBytes + 1}`)).toMatch(/^552/);
      await dialogue.toData();
      for await (const piece of hugeLetter(limitBytes + 300_000).stream) dialogue.socket.write(piece as Buffer);
      expect(await dialogue.send('\r\n.\r\n')).toMatch(/^552 5\.3\.4/);
      await dialogue.toData();
      expect(await dialogue.send(Buffer.concat([aLetter().bytes(), Buffer.from('.\r\n')]))).toMatch(/^250/);
    });
    expect(await house.received(sales)).toHaveLength(1);
  });

  it('a letter that goes in circles: 554 at the fifty-first server, also in small pieces; Received in its text does not count', async () => {
    const passed = (times: number, name = 'Received') =>
      `${name}: from mx.client.test by mx.corp.test;\r\n Wed, 25 Nov 2026 10:00:00 +0000\r\n`.repeat(times);
    await inDialogue(async (dialogue) => {
      dialogue.socket.setNoDelay(true);
      await dialogue.toData();
      for (const piece of passed(51, 'RECEIVED').match(/[^]{1,40}/g)!) dialogue.socket.write(piece);
      expect(await dialogue.send('Subject: round and round\r\n\r\nagain\r\n.\r\n')).toMatch(/^554 5\.4\.6/);
      await dialogue.toData();
      const letter = `${passed(50)}X-Received: no\r\nSubject: far\r\n\r\n${passed(60)}.\r\n`;
      expect(await dialogue.send(letter)).toMatch(/^250/);
    });
    expect(await house.received(sales)).toMatchObject([{ header: { subject: 'far' } }]);
  });

  it('while there is no room to keep it: 451, nothing is told, and afterwards it is taken', async () => {
    const letter = `${aLetter().bytes().toString()}.\r\n`;
    await inDialogue(async (dialogue) => {
      house.incoming.limits = { ...usualIncomingLimits, bytes: -1 };
      await dialogue.toData();
      expect(await dialogue.send(letter)).toMatch(/^451 4\.3\.0/);
      house.incoming.limits = usualIncomingLimits;
      expect(await house.received(sales)).toEqual([]);
      await dialogue.toData();
      expect(await dialogue.send(letter)).toMatch(/^250/);
    });
    expect(await house.received(sales)).toHaveLength(1);
  });

  it('a large one, which is stored at once, while it cannot be: 451', async () => {
    broken = new Error('no space left on device');
    await inDialogue(async (dialogue) => {
      await dialogue.toData();
      const letter = aLetter().body('a'.repeat(60).concat('\r\n').repeat(20_000)).bytes().toString();
      expect(await dialogue.send(`${letter}.\r\n`)).toMatch(/^451 4\.3\.0/);
      broken = null;
      await dialogue.toData();
      expect(await dialogue.send(`${letter}.\r\n`)).toMatch(/^250/);
    });
    expect(await house.received(sales)).toHaveLength(1);
  });

  it('is durable although the store or the database is away, and told of once they are back, once', async () => {
    const send = () =>
      inDialogue(async (dialogue) => {
        await dialogue.toData();
        expect(await dialogue.send(`${aLetter().bytes().toString()}.\r\n`)).toMatch(/^250/);
      });
    broken = new OperationalError('evidence.away');
    await send();
    await new Promise((resolve) => setTimeout(resolve, 100));
    broken = null;
    expect(await house.received(sales)).toHaveLength(1);
    await send();
    expect(await house.received(sales)).toHaveLength(2);
  });

  it('half a letter, when the connection breaks inside it', async () => {
    await inDialogue(async (dialogue) => {
      await dialogue.toData();
      dialogue.socket.write('Subject: half\r\n\r\nhal');
      await new Promise<void>((resolve) => dialogue.socket.end(resolve));
    });
    await inDialogue(async (dialogue) => {
      await dialogue.toData();
      expect(await dialogue.send('whole\r\n.\r\n')).toMatch(/^250/);
    });
    expect(await house.received(sales)).toHaveLength(1);
  });

  it('a letter that comes by the drop and never ends', async () => {
    limits.letterMs = 1_500;
    await inDialogue(async (dialogue) => {
      await dialogue.toData();
      dialogue.socket.write('Subject: x\r\n');
      const drip = setInterval(() => dialogue.socket.write('.x\r\n'), 100);
      try {
        await eventually(() => expect(dialogue.unread).toMatch(/421 4\.4\.2 /), { withinMs: 6_000 });
      } finally {
        clearInterval(drip);
      }
    });
    expect(await house.received(sales)).toEqual([]);
  });

  it('commands without end: the line is cut, and others are served meanwhile', async () => {
    await inDialogue(async (dialogue) => {
      const over = once(dialogue.socket, 'close');
      dialogue.socket.write('EHLO client.test\r\n' + 'x'.repeat(1024 * 1024));
      await sendInto(port, aLetter().bytes(), { from: 'ada@client.test', to: 'sales@corp.test' });
      await over;
    });
    expect(await house.received(sales)).toHaveLength(1);
  });

  it('more recipients and connections than allowed', async () => {
    await inDialogue(async (dialogue) => {
      await dialogue.say('EHLO client.test');
      await dialogue.say('MAIL FROM:<a@client.test>');
      for (const n of [1, 2, 3]) expect(await dialogue.say(`RCPT TO:<sales+${n}@corp.test>`)).toMatch(/^250/);
      expect(await dialogue.say('RCPT TO:<sales+4@corp.test>')).toMatch(/^452/);
    });
    const four = await Promise.all([1, 2, 3, 4].map(() => Dialogue.open(port)));
    const fifth = await Dialogue.open(port).catch(() => null);
    fifth?.close();
    expect(fifth === null || fifth.unread === '').toBe(true);
    for (const dialogue of four) dialogue.close();
  });

  it('AUTH is not offered here', async () => {
    await inDialogue(async (dialogue) => {
      expect(await dialogue.say('EHLO client.test')).not.toMatch(/AUTH/);
      expect(await dialogue.say('AUTH PLAIN AGEAYg==')).toMatch(/^5/);
    });
  });
});

const second = 'MAIL FROM:<evil@client.test>\r\nRCPT TO:<sales@corp.test>\r\nDATA\r\nsmuggled\r\n';
const ends = [
  ['\n.\n', 'LF.LF'],
  ['\n.\r\n', 'LF.CRLF'],
  ['\r\n.\n', 'CRLF.LF'],
  ['\r.\r', 'CR.CR'],
  ['\r\n.\r', 'CRLF.CR'],
  ['\r.\r\n', 'CR.CRLF'],
  ['\r\n.\r\r\n', 'CRLF.CRCRLF'],
  ['\r\n\0.\r\n', 'CRLF NUL.CRLF'],
  ['\r\n.\0\r\n', 'CRLF.NUL CRLF'],
  ['\r\n\0.\0\r\n', 'CRLF NUL.NUL CRLF'],
  ['\n\0.\r\n', 'LF NUL.CRLF'],
  ['\r\0\n.\r\n', 'CR NUL LF.CRLF'],
  ['\n\n.\r\n', 'LFLF.CRLF'],
  ['\n\r.\n\r', 'LFCR.LFCR'],
] as const;

describe('smuggling', () => {
  it.each(ends.map(([end, name]) => [name, end]))(
    '%s does not end a letter, and the letter is refused',
    async (_name, end) => {
      await inDialogue(async (dialogue) => {
        await dialogue.toData();
        expect(await dialogue.send(`Subject: first\r\n\r\nbody${end}${second}.\r\n`)).toMatch(/^554 5\.6\.0/);
        expect(await dialogue.say('NOOP')).toMatch(/^250/);
        expect(dialogue.unread).toBe('');
      });
      expect(await house.received(sales)).toEqual([]);
    },
  );

  it('also when the bytes come one at a time', async () => {
    await inDialogue(async (dialogue) => {
      dialogue.socket.setNoDelay(true);
      await dialogue.toData();
      for (const byte of Buffer.from('a\r\nb\n.\r\n')) dialogue.socket.write(Buffer.of(byte));
      expect(await dialogue.send('\r\n.\r\n')).toMatch(/^554/);
    });
  });

  it('NUL elsewhere is kept', async () => {
    await inDialogue(async (dialogue) => {
      await dialogue.toData();
      expect(await dialogue.send('Subject: \0\r\n\r\n\0\r\n..\0.\r\na.\0\r\n.\r\n')).toMatch(/^250/);
    });
    const [received] = await house.received(sales);
    expect((await house.evidence.read(received!.evidence.sha256, 100)).toString()).toBe(
      'Subject: \0\r\n\r\n\0\r\n.\0.\r\na.\0\r\n',
    );
  });
});
