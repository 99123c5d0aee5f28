import { createHash } from 'node:crypto';
import type { ChannelId } from '#libs/contracts';
import { eventually, silentLogger } from '#libs/testing';
import { ImapServer } from '../../../test/peers/imap-server.js';
import { aLetter, awkwardLetters, hugeLetter } from '../../../test/peers/letters.js';
import { FetchRoom } from '../src/receiving/imap/fetch-room.js';
import { usualLimits } from '../src/receiving/imap/folder-session.js';
import type { FolderStatus } from '../src/receiving/imap/folder-sink.js';
import { fixedEntrance } from '../src/mailboxes/server-entrance.js';
import { MailboxSession } from '../src/receiving/imap/mailbox-session.js';
import { MailHouse } from './mail-house.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let house: MailHouse;
let server: ImapServer;
let port: number;
let session: MailboxSession | null;
let channelId: ChannelId;
let statuses: { path: string | null; status: FolderStatus }[];

beforeAll(async () => {
  house = await MailHouse.open();
});
afterAll(() => house.close());

beforeEach(async () => {
  server = new ImapServer();
  port = await server.listen();
  channelId = await house.aMailbox();
  statuses = [];
  session = null;
});
afterEach(async () => {
  await session?.stop();
  await server.close();
});

interface Watch {
  folders?: (string | null)[];
  password?: string;
  backfillFrom?: Date | null;
  streamedBeyond?: number;
  evidence?: MailHouse['evidence'];
}

function watch({
  folders = ['INBOX'],
  password = 'secret',
  backfillFrom = null,
  streamedBeyond,
  evidence,
}: Watch = {}): void {
  const capture = house.capture(evidence);
  const entrance = fixedEntrance({ host: '127.0.0.1', port, security: 'none', user: 'sales@corp.test', password });
  session = new MailboxSession(
    folders.map((path) => ({
      folder: { entrance, path, backfillFrom },
      sinkOf: (folder) => capture.sinkFor({ channelId, folder, direction: folder === 'Sent' ? 'outbound' : 'inbound' }),
    })),
    {
      log: silentLogger(),
      tell: (path, status) => statuses.push({ path, status }),
      timing: { pollMs: 300, commandMs: 400, fetchMs: 800, reconcileMs: 60_000 },
      retries: { firstMs: 20, longestMs: 100, lastedMs: 1_000, passwordFirstMs: 60_000, passwordLongestMs: 60_000 },
      limits: { ...usualLimits, letters: 10, streamedBeyond: streamedBeyond ?? usualLimits.streamedBeyond },
      // So small that each window waits for the one before it.
      room: new FetchRoom(1),
    },
  );
  session.start();
}

const waiting = (path = 'INBOX') =>
  statuses.flatMap(({ path: where, status }) => (where === path && status.is === 'waiting' ? [status.code] : []));

async function expectEachOnce(sources: Buffer[]): Promise<void> {
  await eventually(
    async () => {
      const letters = await house.received(channelId);
      expect(letters.map(({ evidence }) => evidence.sha256).sort()).toEqual(sources.map(sha256).sort());
      expect(new Set(letters.map(({ sourceRef }) => sourceRef)).size).toBe(sources.length);
    },
    { withinMs: 15_000 },
  );
}

const deliverMany = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => {
    const source = aLetter()
      .subject(`letter ${i}`)
      .body('x'.repeat(2_000 + i))
      .bytes();
    server.deliver(source);
    return source;
  });

describe('a watched folder', () => {
  it('brings what waits, then what comes, byte for byte and without a mark on the server', async () => {
    const sources = deliverMany(25);
    watch();
    await expectEachOnce(sources);
    const late = aLetter().subject('late').bytes();
    server.deliver(late);
    await expectEachOnce([...sources, late]);
    const [first] = await house.received(channelId);
    expect(first).toMatchObject({
      source: 'imap',
      direction: 'inbound',
      sourceRef: 'INBOX;UIDVALIDITY=1;UID=1',
      envelope: null,
      header: { subject: 'letter 0' },
    });
    expect(await house.evidence.read(first!.evidence.sha256, 10_000)).toEqual(sources[0]);
    expect(server.folder().letters.flatMap(({ flags }) => [...flags])).toEqual([]);
    expect(server.log.some((line) => line.startsWith('SELECT'))).toBe(false);
  });

  it('marks a Sent folder as outbound', async () => {
    server.addFolder('Sent', '\\Sent');
    server.deliver(aLetter().bytes(), { path: 'Sent' });
    watch({ folders: ['INBOX', 'Sent'] });
    await eventually(async () => {
      expect((await house.received(channelId)).map(({ direction }) => direction)).toEqual(['outbound']);
    });
  });

  it('finds the Sent folder by the server’s own mark, in whatever language', async () => {
    server.addFolder('Gesendete Elemente', '\\Sent');
    server.deliver(aLetter().subject('sent elsewhere').bytes(), { path: 'Gesendete Elemente' });
    watch({ folders: ['INBOX', null] });
    await eventually(async () => {
      expect((await house.received(channelId)).map(({ sourceRef }) => sourceRef)).toEqual([
        'Gesendete Elemente;UIDVALIDITY=1;UID=1',
      ]);
    });
  });

  it('without a Sent folder is well all the same, and asks the server for nothing more', async () => {
    const sources = deliverMany(1);
    watch({ folders: ['INBOX', null] });
    await expectEachOnce(sources);
    await eventually(() => {
      expect(statuses.filter(({ path }) => path === null).at(-1)?.status).toEqual({ is: 'absent' });
      expect(server.connections).toBe(1);
    });
  });

  it('leaves alone what came before the chosen moment, to the second', async () => {
    const at = (time: string) => server.deliver(aLetter().subject(time).bytes(), { receivedAt: new Date(time) });
    ['2026-05-01T12:00:00Z', '2026-05-02T11:59:59Z', '2026-05-02T12:00:00Z', '2026-05-03T00:00:00Z'].forEach(at);
    watch({ backfillFrom: new Date('2026-05-02T12:00:00Z') });
    await eventually(async () => {
      expect((await house.received(channelId)).map(({ header }) => header.subject)).toEqual([
        '2026-05-02T12:00:00Z',
        '2026-05-03T00:00:00Z',
      ]);
    });
  });

  it('takes every awkward letter and its neighbours', async () => {
    const sources = Object.values(awkwardLetters).map((make) => make());
    for (const source of sources) server.deliver(source);
    watch();
    await expectEachOnce(sources);
  });

  it('streams a letter that is larger than the limit', async () => {
    const { stream } = hugeLetter(3 * 1024 * 1024);
    const source = Buffer.concat(await stream.toArray());
    server.deliver(source);
    const small = aLetter().bytes();
    server.deliver(small);
    watch({ streamedBeyond: 1024 * 1024 });
    await expectEachOnce([source, small]);
    expect(server.log.some((line) => line.includes('<0.1048576>'))).toBe(true);
  });
});

describe('each letter once', () => {
  it('across connections that are cut anywhere, inside a literal too', async () => {
    const sources = deliverMany(60);
    server.faults.cutAfterBytes = 9_000;
    watch();
    for (const bytes of [20_000, 55_555, 4_321]) {
      await eventually(() => expect(server.faults.cutAfterBytes).toBeNull(), { withinMs: 10_000 });
      server.faults.cutAfterBytes = bytes;
    }
    await expectEachOnce(sources);
  });

  it('across restarts of ours', async () => {
    const sources = deliverMany(40);
    watch();
    await eventually(async () => expect((await house.received(channelId)).length).toBeGreaterThan(0));
    await session!.stop();
    watch();
    await expectEachOnce(sources);
    expect(
      await house.db.query('select fetched::text from mail.folder_cursor where channel_id = $1', [channelId]),
    ).toEqual([{ fetched: '{[1,41)}' }]);
  });

  it('when it stops between evidence and commit: nothing is lost, and it is fetched again', async () => {
    const sources = deliverMany(5);
    let failures = 2;
    const evidence = Object.create(house.evidence) as MailHouse['evidence'];
    evidence.putMany = async (contents) => {
      const refs = await house.evidence.putMany(contents);
      if (failures-- > 0) throw new Error('the process stops here');
      return refs;
    };
    watch({ evidence });
    await expectEachOnce(sources);
  });

  it('after a change of UIDVALIDITY it looks at everything anew, under other names', async () => {
    const sources = deliverMany(3);
    watch();
    await expectEachOnce(sources);
    server.changeUidValidity();
    await eventually(async () => {
      const refs = (await house.received(channelId)).map(({ sourceRef }) => sourceRef);
      expect(refs.slice(3)).toEqual([1, 2, 3].map((uid) => `INBOX;UIDVALIDITY=2;UID=${uid}`));
    });
    const hashes = (await house.received(channelId)).map(({ evidence }) => evidence.sha256);
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('a fault stays where it is', () => {
  it('a letter that the server refuses rests; its neighbours come, and it comes when it can be had', async () => {
    const sources = deliverMany(6);
    server.faults.refusedUids.add(3);
    watch();
    await expectEachOnce(sources.filter((_, i) => i !== 2));
    const resting = () =>
      house.db.query('select uid, code, attempts from mail.resting_letter where channel_id = $1', [channelId]);
    expect(await resting()).toEqual([{ uid: '3', code: 'mail.letter-refused', attempts: 1 }]);
    server.faults.refusedUids.clear();
    await session!.stop();
    await house.db.query('update mail.resting_letter set rests_until = now() where channel_id = $1', [channelId]);
    watch();
    await expectEachOnce(sources);
    expect(await resting()).toEqual([]);
  });

  it('a rest is no longer than the one that was given, also when the clock is set back meanwhile', async () => {
    deliverMany(2);
    server.faults.refusedUids.add(1);
    watch();
    await eventually(async () =>
      expect(await house.db.query('select uid from mail.resting_letter where channel_id = $1', [channelId])).toEqual([
        { uid: '1' },
      ]),
    );
    await house.db.query(
      `update mail.resting_letter set rests_until = now() + interval '5 hours' where channel_id = $1`,
      [channelId],
    );
    const sink = house.capture().sinkFor({ channelId, folder: 'INBOX', direction: 'inbound' });
    const { resting } = await sink.open(1n);
    expect(resting.get(1)!.getTime()).toBeLessThanOrEqual(Date.now() + 10 * 60_000);
  });

  it('a letter on which the server hangs up every time rests; its neighbours come', async () => {
    const sources = deliverMany(6);
    server.faults.deadlyUids.add(4);
    watch();
    await expectEachOnce(sources.filter((_, i) => i !== 3));
    await eventually(async () =>
      expect(
        await house.db.query('select uid, code from mail.resting_letter where channel_id = $1', [channelId]),
      ).toEqual([{ uid: '4', code: 'mail.letter-breaks-connection' }]),
    );
  });

  it('a letter that is left out of the answer is not forgotten', async () => {
    const sources = deliverMany(3);
    server.faults.withheldUids.add(2);
    watch();
    await expectEachOnce(sources.filter((_, i) => i !== 1));
    expect(await house.db.query('select code from mail.resting_letter where channel_id = $1', [channelId])).toEqual([
      { code: 'mail.letter-withheld' },
    ]);
  });

  it('a missing folder waits under its code; the other is served', async () => {
    const sources = deliverMany(2);
    watch({ folders: ['Gone', 'INBOX'] });
    await expectEachOnce(sources);
    await eventually(() => expect(waiting('Gone')).toContain('mail.folder-missing'));
    expect(waiting('INBOX')).toEqual([]);
  });

  it('a wrong password is offered once, not once for each folder and not again soon', async () => {
    server.addFolder('Sent');
    watch({ folders: ['INBOX', 'Sent'], password: 'wrong' });
    await eventually(() => {
      expect(waiting('INBOX')).toEqual(['mail.password-refused']);
      expect(waiting('Sent')).toEqual(['mail.password-refused']);
    });
    expect(server.logins).toBe(1);
  });

  it.each(['mute', 'stillHere'] as const)(
    'a server that goes %s is noticed by our own watch, and new letters come',
    async (fault) => {
      const sources = deliverMany(1);
      watch();
      await expectEachOnce(sources);
      server.faults[fault] = true;
      sources.push(aLetter().subject('while dead').bytes());
      server.folder().letters.push({
        uid: server.folder().nextUid++,
        source: sources[1]!,
        receivedAt: new Date(),
        flags: new Set(),
      });
      await eventually(() => expect(waiting()).toContain('mail.timeout'));
      server.faults[fault] = false;
      await expectEachOnce(sources);
    },
  );
});
