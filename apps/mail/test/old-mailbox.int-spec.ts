import { randomUUID } from 'node:crypto';
import { aMasterKey } from '#libs/testing';
import { ImapServer, type ServedFolder } from '../../../test/peers/imap-server.js';
import { aLetter } from '../../../test/peers/letters.js';
import { OldMailboxes } from '../src/importing/old-mailboxes.service.js';
import { mailboxPassword } from '../src/mailboxes/mailbox-access.js';
import { MailHouse } from './mail-house.js';

describe('a mailbox that is no channel', () => {
  let house: MailHouse;
  let server: ImapServer;
  let folder: ServedFolder;
  let mailboxes: OldMailboxes;
  let where: Parameters<OldMailboxes['list']>[0];

  beforeAll(async () => {
    house = await MailHouse.open();
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    server = new ImapServer();
    folder = server.folders.get('INBOX')!;
    mailboxes = new OldMailboxes(house.evidence, aMasterKey());
    const mailbox = { host: '127.0.0.1', port: await server.listen(), security: 'none', ...server.account } as const;
    where = {
      ...{ importId: randomUUID(), folder: 'INBOX', after: 0, uidValidity: null, most: 2 },
      ...{ mailbox, password: aMasterKey().sealText('secret', mailboxPassword) },
    };
  });
  afterEach(async () => {
    mailboxes.onModuleDestroy();
    await server.close();
  });

  const letter = (subject: string) => aLetter().subject(subject).bytes();
  const subjects = ({ letters }: Awaited<ReturnType<OldMailboxes['list']>>) =>
    letters.map(({ header }) => header.subject);
  const keep = (uids: number[], uidValidity = '1') => {
    const { importId, mailbox, password, folder: path } = where;
    return mailboxes.keep({ importId, mailbox, password, folder: path, uidValidity, uids });
  };

  it('is listed by its headers, some at a time, and left as it is', async () => {
    const at = new Date('2015-01-01T10:00:00Z');
    for (const subject of ['one', 'two', 'three']) server.deliver(letter(subject), { receivedAt: at });
    folder.letters[1]!.flags.add('\\Draft');
    const first = await mailboxes.list(where);
    expect(first).toMatchObject({ uidValidity: '1', done: false });
    expect(first.letters.map(({ uid, receivedAt, draft }) => [uid, receivedAt, draft])).toEqual([
      [1, '2015-01-01T10:00:00.000Z', false],
      [2, '2015-01-01T10:00:00.000Z', true],
    ]);
    expect(subjects(first)).toEqual(['one', 'two']);
    const rest = await mailboxes.list({ ...where, after: 2, uidValidity: '1' });
    expect([subjects(rest), rest.done]).toEqual([['three'], true]);
    expect(server.logins).toBe(1);
    expect(server.log.some((line) => line.startsWith('EXAMINE'))).toBe(true);
    expect(server.log.some((line) => /SELECT|STORE/.test(line))).toBe(false);
    expect(folder.letters.map(({ flags }) => [...flags])).toEqual([[], ['\\Draft'], []]);
  });

  it('gives the letters that are wanted, whole, and says of each other why not', async () => {
    const sources = ['one', 'two', 'three'].map(letter);
    for (const source of sources) server.deliver(source);
    await mailboxes.list(where);
    server.faults.withheldUids.add(2);
    const { letters } = await keep([1, 2, 3, 9]);
    const byUid = letters.toSorted((a, b) => a.uid - b.uid);
    expect(byUid.map(({ uid, code }) => [uid, code])).toEqual([
      [1, null],
      [2, 'mail.letter-withheld'],
      [3, null],
      [9, 'mail.letter-gone'],
    ]);
    const { evidence, header } = byUid[2]!.kept!;
    expect((await house.evidence.read(evidence.sha256, 10_000)).equals(sources[2]!)).toBe(true);
    expect(header.subject).toBe('three');
  });

  it('that refuses one letter gives its neighbours', async () => {
    for (const subject of ['one', 'two', 'three']) server.deliver(letter(subject));
    server.faults.refusedUids.add(2);
    const { letters } = await keep([1, 2, 3]);
    expect(letters.map(({ uid, code }) => [uid, code])).toEqual([
      [1, null],
      [2, 'mail.letter-withheld'],
      [3, null],
    ]);
  });

  it('is begun anew where its letters have other numbers now', async () => {
    server.deliver(letter('one'));
    server.deliver(letter('two'));
    await mailboxes.list({ ...where, most: 1 });
    server.changeUidValidity();
    await expect(mailboxes.list({ ...where, after: 1, uidValidity: '1' })).resolves.toMatchObject({
      uidValidity: '2',
      letters: [{ uid: 1 }, { uid: 2 }],
    });
    expect((await keep([1], '1')).letters).toEqual([{ uid: 1, code: 'mail.letter-gone', kept: null }]);
  });

  it('that lets nobody in says so, and lets in whoever comes with the right password', async () => {
    const wrong = { ...where, password: aMasterKey().sealText('wrong', mailboxPassword) };
    await expect(mailboxes.list(wrong)).rejects.toMatchObject({ code: 'mail.password-refused' });
    await expect(mailboxes.list(where)).resolves.toMatchObject({ letters: [], done: true });
    await expect(mailboxes.list({ ...where, folder: 'Nowhere' })).rejects.toMatchObject({
      code: expect.stringMatching(/^mail\./) as string,
    });
  });

  it('is entered anew when the connection broke', async () => {
    server.deliver(letter('one'));
    await mailboxes.list(where);
    server.hangUp();
    expect(subjects(await mailboxes.list(where))).toEqual(['one']);
    expect(server.logins).toBe(2);
  });
});
