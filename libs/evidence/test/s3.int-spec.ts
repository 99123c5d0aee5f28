import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { Sha256 } from '#libs/contracts';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import { abc, addressOf, keyOf, patternOf } from '../src/evidence-on-disk.js';

const masterKey = keyOf(7);

describe('evidence in an S3 bucket', () => {
  let folder: string;
  let port: number;
  let server: S3rver;
  let store: EvidenceStore;
  const open = (credentials: string, bucket: string) =>
    createEvidenceStore(
      { dataDir: folder, storageUrl: `s3://${credentials}@127.0.0.1:${port}/${bucket}?tls=false` },
      masterKey,
    );
  /** s3rver keeps the bytes of an object in a file of its own. */
  const fileOf = (sha256: string) => join(folder, 's3', 'evidence', sha256.slice(0, 2), `${sha256}._S3rver_object`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepline-s3-'));
    server = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: join(folder, 's3'),
      configureBuckets: [{ name: 'evidence', configs: [] }],
    });
    ({ port } = await server.run());
    store = await open('S3RVER:S3RVER', 'evidence');
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it.each([0, 1, 65_535, 65_536, 65_537, 3_145_728])('comes back: %i bytes, as buffer and as stream', async (size) => {
    const plain = patternOf(size);
    const ref = await store.put(plain);
    expect(ref).toEqual({ sha256: addressOf(plain), size });
    expect((await store.read(ref.sha256, size)).equals(plain)).toBe(true);
    expect((await buffer(await store.open(ref.sha256))).equals(plain)).toBe(true);
    expect(await store.verify(ref.sha256)).toEqual({ ok: true, size });
    expect(await store.has(ref.sha256)).toBe(true);
    await rm(fileOf(ref.sha256));
    const pieces = Array.from({ length: Math.ceil(size / 10_000) }, (_, n) =>
      plain.subarray(n * 10_000, (n + 1) * 10_000),
    );
    expect(await store.put(Readable.from(pieces, { objectMode: false }))).toEqual(ref);
    expect(await store.verify(ref.sha256)).toEqual({ ok: true, size });
    expect(await readdir(join(folder, 'evidence-outgoing'))).toEqual([]);
  });

  it('lies there encrypted, and is not sent again', async () => {
    expect(await store.putMany([Buffer.from('abc'), Buffer.from('abc')])).toEqual([
      { sha256: abc, size: 3 },
      { sha256: abc, size: 3 },
    ]);
    const before = await readFile(fileOf(abc));
    expect(before).toHaveLength(115);
    expect(before.includes('abc')).toBe(false);
    await store.put(Buffer.from('abc'));
    expect((await readFile(fileOf(abc))).equals(before)).toBe(true);
  });

  it.each([
    [0, 10],
    [65_530, 65_540],
    [199_999, 200_000],
    [131_072, 500_000],
    [5, 5],
  ])('gives the range from %i to %i', async (from, to) => {
    const plain = patternOf(200_000);
    const { sha256 } = await store.put(plain);
    expect((await buffer(await store.open(sha256, { from, to }))).equals(plain.subarray(from, to))).toBe(true);
  });

  it('finds a changed, a cut and a renamed object', async () => {
    const [changed, cut, renamed] = await store.putMany([patternOf(100_001), patternOf(100_002), patternOf(100_003)]);
    if (!changed || !cut || !renamed) throw new Error('three were put');
    const bytes = await readFile(fileOf(changed.sha256));
    bytes[70_000] = (bytes[70_000] ?? 0) ^ 1;
    await writeFile(fileOf(changed.sha256), bytes);
    await writeFile(fileOf(cut.sha256), (await readFile(fileOf(cut.sha256))).subarray(0, 65_648));
    for (const { sha256 } of [changed, cut])
      expect(await store.verify(sha256)).toEqual({ ok: false, code: 'evidence.corrupt' });
    await rename(fileOf(renamed.sha256), fileOf(changed.sha256));
    await expect(store.open(changed.sha256, { from: 0, to: 1 })).rejects.toMatchObject({
      code: 'evidence.corrupt',
      details: { sha256: changed.sha256, damage: 'header' },
    });
    await writeFile(fileOf(cut.sha256), '');
    await expect(store.open(cut.sha256, { from: 0, to: 1 })).rejects.toMatchObject({ code: 'evidence.corrupt' });
    expect(await store.put(patternOf(100_002))).toEqual(cut);
    expect(await store.verify(cut.sha256)).toEqual({ ok: true, size: 100_002 });
  });

  it('is missing, by name', async () => {
    const nowhere = Sha256.parse('0'.repeat(64));
    await expect(store.open(nowhere)).rejects.toMatchObject({ code: 'evidence.missing', details: { sha256: nowhere } });
    await expect(store.open(nowhere, { from: 0 })).rejects.toMatchObject({ code: 'evidence.missing' });
    expect(await store.has(nowhere)).toBe(false);
  });

  it('is listed', async () => {
    const refs = await store.putMany(Array.from({ length: 40 }, (_, n) => Buffer.from(`listed ${n}`)));
    const listed = new Set<string>();
    for await (const address of store.list()) listed.add(address);
    expect(refs.filter((ref) => !listed.has(ref.sha256))).toEqual([]);
  });

  it('refuses wrong credentials and a missing bucket: a person must act', async () => {
    const stranger = await open('STRANGER:wrong', 'evidence');
    await expect(stranger.put(Buffer.from('xyz'))).rejects.toMatchObject({ code: 'evidence.refused', kind: 'user' });
    await expect(stranger.open(abc)).rejects.toMatchObject({ code: 'evidence.refused' });
    const lost = await open('S3RVER:S3RVER', 'nowhere');
    await expect(lost.put(Buffer.from('xyz'))).rejects.toMatchObject({
      code: 'evidence.refused',
      details: { reason: 'NoSuchBucket' },
    });
    await expect(lost.verify(abc)).rejects.toMatchObject({ code: 'evidence.refused' });
    expect(await readdir(join(folder, 'evidence-outgoing'))).toEqual([]);
  });
});

/** What s3rver cannot do: fail on demand, and page (its tokens need a cipher that OpenSSL 3 has dropped). */
describe('an S3 server by script', () => {
  let folder: string;
  let server: Server;
  let answer: 'busy' | 'cut' | 'pages';
  let store: EvidenceStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepline-s3-'));
    server = createServer((request, response) => {
      request.resume();
      if (answer === 'busy') return void response.writeHead(503).end();
      if (answer === 'pages')
        return void response.end(
          pageFor(new URL(request.url ?? '', 'http://s3').searchParams.get('continuation-token')),
        );
      response.writeHead(200, { 'content-length': '100000' });
      response.write(Buffer.alloc(50), () => response.destroy());
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    store = await createEvidenceStore(
      { dataDir: folder, storageUrl: `s3://a:b@127.0.0.1:${port}/evidence?tls=false` },
      masterKey,
    );
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  it('that lists in pages is read to the end; foreign files are passed over', async () => {
    answer = 'pages';
    const listed: string[] = [];
    for await (const address of store.list()) listed.push(address);
    expect(listed).toEqual([`aa${'1'.repeat(62)}`, `bb${'2'.repeat(62)}`]);
  });

  it('that is busy may pass', async () => {
    answer = 'busy';
    await expect(store.has(abc)).rejects.toMatchObject({ code: 'evidence.away', kind: 'operational' });
    await expect(store.put(Buffer.from('abc'))).rejects.toMatchObject({ code: 'evidence.away' });
  });

  it('that drops the line within an object may pass, and is no verdict about the object', async () => {
    answer = 'cut';
    await expect(store.read(abc, Infinity)).rejects.toMatchObject({ kind: 'operational', code: 'evidence.away' });
    await expect(store.verify(abc)).rejects.toMatchObject({ kind: 'operational', code: 'evidence.away' });
  });

  it('that is not there may pass', async () => {
    const away = await createEvidenceStore(
      { dataDir: folder, storageUrl: 's3://a:b@127.0.0.1:1/evidence?tls=false' },
      masterKey,
    );
    await expect(away.put(Buffer.from('abc'))).rejects.toMatchObject({ code: 'evidence.away', kind: 'operational' });
  });
});

function pageFor(token: string | null): string {
  const [key, next] =
    token === null
      ? [
          `aa/aa${'1'.repeat(62)}`,
          '<IsTruncated>true</IsTruncated><NextContinuationToken>second</NextContinuationToken>',
        ]
      : [`bb/bb${'2'.repeat(62)}`, '<IsTruncated>false</IsTruncated>'];
  const contents = [key, 'aa/readme.txt']
    .map((name) => `<Contents><Key>${name}</Key><Size>112</Size></Contents>`)
    .join('');
  return `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${next}${contents}</ListBucketResult>`;
}
