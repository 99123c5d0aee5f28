import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import { aLetter, aMasterKey } from '#libs/testing';
import { FileLetters } from '../src/conversations/importing/source/file-letters.js';
import { fileKindOf, type FileKind } from '../src/conversations/importing/source/file-kind.js';
import type { FoundLetter, LetterBatch } from '../src/conversations/importing/source/found-letter.js';
import { OldFile } from '../src/conversations/importing/source/old-file.js';
import { aTar, aZip, type PackedFile } from './an-archive.js';

const letter = (subject: string) => aLetter('ada@client.test', subject).id(`<${subject.length}@client.test>`).bytes();
const mbox = (...subjects: string[]) =>
  subjects
    .map((subject) => `From ada@client.test Thu Jan  1 10:20:30 2015\n${letter(subject).toString()}\n\n`)
    .join('');

describe('letters out of a file', () => {
  let dataDir: string;
  let evidence: EvidenceStore;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'keepline-oldmail-'));
    evidence = await createEvidenceStore({ dataDir, storageUrl: null }, aMasterKey());
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const fileOf = async (bytes: Buffer, pieceBytes = 7_000): Promise<OldFile> => {
    const parts = [];
    for (let at = 0; at < bytes.length; at += pieceBytes)
      parts.push(await evidence.put(bytes.subarray(at, at + pieceBytes)));
    return new OldFile(evidence, parts);
  };
  const batchesOf = async (bytes: Buffer, kind: FileKind, place: unknown = null): Promise<LetterBatch[]> => {
    const batches: LetterBatch[] = [];
    for await (const batch of new FileLetters(await fileOf(bytes), kind, evidence).batches(place)) batches.push(batch);
    return batches;
  };
  const lettersOf = async (bytes: Buffer, kind: FileKind): Promise<FoundLetter[]> =>
    (await batchesOf(bytes, kind)).flatMap(({ letters }) => letters);
  const told = ({ where, problem, header, draft }: FoundLetter) =>
    problem === null ? [where, header?.subject, ...(draft ? ['draft'] : [])] : [where, problem];

  const files: PackedFile[] = [
    ['Maildir/cur/1420107630.M1P2.host:2,S', letter('seen')],
    ['Maildir/cur/1420107631.M1P2.host:2,DS', letter('a draft')],
    ['Maildir/new/1420107632.M1P2.host', letter('new')],
    ['Maildir/tmp/1420107633.M1P2.host', letter('half')],
    ['Maildir/dovecot-uidlist', '3 V1 N4\n'],
    ['Maildir/.Sent/cur/1420107634.M1P2.host;2,S', letter('packed on Windows')],
    ['letters/письмо.eml', letter('by itself')],
    ['Takeout/All mail.mbox', mbox('in a file', 'in a file, too')],
    ['apple/1.emlx', `${letter('apple').length}\n${letter('apple').toString()}<?xml version="1.0"?><plist></plist>`],
    ['photo.jpg', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['more.zip', aZip([['a.eml', letter('deep')]])],
    ['old.pst', Buffer.from('!BDN............')],
    ['empty.eml', ''],
  ];
  const expected = [
    ['Maildir/cur/1420107630.M1P2.host:2,S', 'seen'],
    ['Maildir/cur/1420107631.M1P2.host:2,DS', 'a draft', 'draft'],
    ['Maildir/new/1420107632.M1P2.host', 'new'],
    ['Maildir/.Sent/cur/1420107634.M1P2.host;2,S', 'packed on Windows'],
    ['letters/письмо.eml', 'by itself'],
    ['Takeout/All mail.mbox', 'in a file'],
    ['Takeout/All mail.mbox', 'in a file, too'],
    ['apple/1.emlx', 'apple'],
    ['photo.jpg', 'not-a-letter'],
    ['more.zip', 'archive-inside'],
    ['old.pst', 'outlook-inside'],
  ];

  it('of any packing are the same', async () => {
    expect((await lettersOf(aZip(files), 'zip')).map(told)).toEqual(expected);
    expect((await lettersOf(await aTar(files, false), 'tar')).map(told)).toEqual(expected);
    expect((await lettersOf(await aTar(files, true), 'tgz')).map(told)).toEqual(expected);
  });

  it('are kept as they were, without what the file wrote around them', async () => {
    const [batch] = await batchesOf(aZip(files), 'zip');
    const wanted = batch!.letters.flatMap(({ problem }, n) => (problem === null ? [n] : []));
    const kept = await batch!.keep(wanted);
    const sizes = kept.map((one) => (typeof one === 'string' ? one : one.header.subject + one.evidence.size));
    expect(sizes[0]).toBe(`seen${letter('seen').length}`);
    const apple = kept.at(-1)!;
    if (typeof apple === 'string') throw new Error(apple);
    expect((await evidence.read(apple.evidence.sha256, 10_000)).toString()).toBe(letter('apple').toString());
  });

  it('that one file spoils leave the others alone', async () => {
    const some: PackedFile[] = [
      ['1.eml', letter('first')],
      ['2.eml', letter('second'), 'damaged'],
      ['3.eml', letter('third'), 'encrypted'],
      ['4.eml', letter('fourth')],
    ];
    expect((await lettersOf(aZip(some), 'zip')).map(told)).toEqual([
      ['1.eml', 'first'],
      ['2.eml', 'unreadable'],
      ['3.eml', 'encrypted'],
      ['4.eml', 'fourth'],
    ]);
  });

  it('of an archive that ends too early come as far as it goes', async () => {
    const whole = await aTar(files, false);
    const found: FoundLetter[] = [];
    const reading = (async () => {
      for await (const batch of new FileLetters(await fileOf(whole.subarray(0, 1_300)), 'tar', evidence).batches(null))
        found.push(...batch.letters);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'mail-import.archive-broken' });
    expect(found.map(({ header }) => header?.subject)).toEqual(['seen']);
    await expect(batchesOf(aZip(files).subarray(0, 900), 'zip')).rejects.toMatchObject({
      code: 'mail-import.archive-broken',
    });
  });

  it('go on behind any batch', async () => {
    const subjects = Array.from({ length: 120 }, (_, n) => `n${n}`);
    const inTwo: PackedFile[] = [
      ['a.mbox', mbox(...subjects.slice(0, 70))],
      ['b.mbox', mbox(...subjects.slice(70))],
    ];
    for (const [bytes, kind] of [
      [Buffer.from(mbox(...subjects)), 'mbox'],
      [aZip(inTwo), 'zip'],
      [await aTar(inTwo, true), 'tgz'],
    ] as const) {
      const batches = await batchesOf(bytes, kind);
      expect(batches.map(({ letters }) => letters.length)).toEqual([50, 50, 20]);
      for (const [n, { place }] of batches.entries()) {
        const rest = (await batchesOf(bytes, kind, JSON.parse(JSON.stringify(place)))).flatMap(
          ({ letters }) => letters,
        );
        expect(rest.map(({ header }) => header?.subject)).toEqual(subjects.slice(n === 2 ? 120 : (n + 1) * 50));
      }
    }
  });

  it.each([
    ['mbox', Buffer.from(mbox('one'))],
    ['mbox', Buffer.from(`\n\n${mbox('one')}`)],
    ['zip', aZip([])],
    ['eml', letter('one')],
    ['outlook', Buffer.from('!BDN')],
    [null, Buffer.from('name;email\nAda;ada@client.test\n')],
    [null, Buffer.from('Recipe: two eggs\n\nand flour')],
    [null, Buffer.alloc(0)],
  ] as const)('are told by how the file begins: %s', (kind, bytes) => {
    expect(fileKindOf(bytes)).toBe(kind);
  });

  it('come with the time that the source tells where they have none of their own', async () => {
    const undated =
      'Received: from a.test by b.test; Fri, 6 Feb 2015 10:00:00 +0200\nFrom: ada@client.test\nSubject: undated\n\ntext\n';
    const [inMbox] = await lettersOf(Buffer.from(`From a Thu Jan  1 10:20:30 2015\n${undated}`), 'mbox');
    expect(inMbox!.at?.toISOString()).toBe('2015-01-01T10:20:30.000Z');
    const [alone] = await lettersOf(Buffer.from(undated), 'eml');
    expect(alone!.at?.toISOString()).toBe('2015-02-06T08:00:00.000Z');
    const [inMaildir] = await lettersOf(aZip([['cur/1420107630.M1P2.host:2,', undated]]), 'zip');
    expect(inMaildir!.at?.toISOString()).toBe('2015-01-01T10:20:30.000Z');
  });
});
