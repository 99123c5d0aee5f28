import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Sha256 } from '#libs/contracts';
import { createEvidenceStore } from './create-evidence-store.js';
import type { EvidenceStore } from './evidence-store.js';
import { HeaderCodec } from './format/object-header.js';
import { sealObject } from './format/seal-object.js';
import { MasterKey } from './keys/master-key.js';
import { DiskStorage } from './storage/disk-storage.js';

const masterKey = MasterKey.fromBytes(Buffer.alloc(32, 7));
const codec = new HeaderCodec(masterKey);
const patternOf = (size: number) => Buffer.from(Uint8Array.from({ length: size }, (_, n) => n % 251));
const addressOf = (bytes: Buffer) => Sha256.parse(createHash('sha256').update(bytes).digest('hex'));
const abc = Sha256.parse('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
const borders = [0, 1, 65_535, 65_536, 65_537, 3_145_728];

let dataDir: string;
let store: EvidenceStore;
const restart = () => createEvidenceStore({ dataDir, storageUrl: null }, masterKey);
const pathOf = (sha256: string) => join(dataDir, 'evidence', sha256.slice(0, 2), sha256);
const incoming = () => join(dataDir, 'evidence', 'incoming');
const listed = async () => {
  const all: string[] = [];
  for await (const address of store.list()) all.push(address);
  return all.sort();
};

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'keepline-evidence-'));
  store = await restart();
});
afterEach(() => rm(dataDir, { recursive: true }));

describe('what is put', () => {
  it('is addressed by the SHA-256 of its plain bytes and lies there encrypted', async () => {
    expect(await store.put(Buffer.from('abc'))).toEqual({ sha256: abc, size: 3 });
    expect((await readFile(pathOf(abc))).includes('abc')).toBe(false);
    expect(await listed()).toEqual([abc]);
    expect(await store.has(abc)).toBe(true);
  });

  it.each(borders)('comes back: %i bytes, as buffer and as stream', async (size) => {
    const plain = patternOf(size);
    const pieces = Array.from({ length: Math.ceil(size / 1000) }, (_, n) => plain.subarray(n * 1000, (n + 1) * 1000));
    const ref = await store.put(plain);
    expect(ref).toEqual({ sha256: addressOf(plain), size });
    expect(await store.put(Readable.from(pieces, { objectMode: false }))).toEqual(ref);
    await rm(pathOf(ref.sha256));
    expect(await store.put(Readable.from(pieces, { objectMode: false }))).toEqual(ref);
    expect((await store.read(ref.sha256, size)).equals(plain)).toBe(true);
    expect((await buffer(await store.open(ref.sha256))).equals(plain)).toBe(true);
    expect(await store.verify(ref.sha256)).toEqual({ ok: true, size });
    expect(await readdir(incoming())).toEqual([]);
  });

  it('may be text in a stream', async () => {
    expect(await store.put(Readable.from(['a', 'b', 'c']))).toEqual({ sha256: abc, size: 3 });
  });

  it('is kept in one go for many, in their order, also twice the same', async () => {
    const contents = [
      Buffer.from('abc'),
      patternOf(120_000),
      Buffer.alloc(0),
      patternOf(1_500_000),
      Buffer.from('abc'),
    ];
    const refs = await store.putMany(contents);
    expect(refs.map((ref) => ref.size)).toEqual([3, 120_000, 0, 1_500_000, 3]);
    expect(refs.map((ref) => ref.sha256)).toEqual(contents.map(addressOf));
    expect(await listed()).toEqual([...new Set(contents.map(addressOf))].sort());
    expect(await store.putMany([])).toEqual([]);
  });

  it('is kept by hundreds at once', async () => {
    const contents = Array.from({ length: 300 }, (_, n) => Buffer.from(`letter ${n}`));
    expect(await store.putMany(contents)).toHaveLength(300);
    expect(await listed()).toHaveLength(300);
  });

  it('is not written again when it stands', async () => {
    await store.put(Buffer.from('abc'));
    const before = await readFile(pathOf(abc));
    await store.put(Buffer.from('abc'));
    await store.putMany([Buffer.from('abc')]);
    expect((await readFile(pathOf(abc))).equals(before)).toBe(true);
  });

  it.each([0, 50, 114])('is written anew where it was cut to %i bytes', async (size) => {
    await store.put(Buffer.from('abc'));
    await truncate(pathOf(abc), size);
    await store.put(Buffer.from('abc'));
    expect(await store.verify(abc)).toEqual({ ok: true, size: 3 });
  });

  it('leaves nothing behind when its source fails', async () => {
    async function* broken() {
      yield patternOf(2_000_000);
      throw new Error('the line went dead');
    }
    await expect(store.put(Readable.from(broken(), { objectMode: false }))).rejects.toThrow('the line went dead');
    expect(await readdir(incoming())).toEqual([]);
    expect(await listed()).toEqual([]);
  });

  it('fails as something that may pass when the folder is gone, and says so for many once all have ended', async () => {
    await rm(incoming(), { recursive: true });
    await expect(store.put(Buffer.from('abc'))).rejects.toMatchObject({ code: 'evidence.away', kind: 'operational' });
    await expect(store.put(patternOf(2_000_000))).rejects.toMatchObject({ code: 'evidence.away' });
    await expect(store.putMany([Buffer.from('abc'), Buffer.from('abd')])).rejects.toMatchObject({
      code: 'evidence.away',
    });
  });
});

describe('a range', () => {
  const plain = patternOf(200_000);

  it.each([
    [0, 1],
    [0, 65_536],
    [65_535, 65_537],
    [65_536, 131_072],
    [100, 199_999],
    [196_608, 200_000],
    [199_999, 200_000],
    [150_000, 900_000],
    [77, 77],
    [200_000, 200_000],
  ])('from %i to %i', async (from, to) => {
    const { sha256 } = await store.put(plain);
    expect((await buffer(await store.open(sha256, { from, to }))).equals(plain.subarray(from, to))).toBe(true);
  });

  it('reaches the end where it names none', async () => {
    const { sha256 } = await store.put(plain);
    expect((await buffer(await store.open(sha256, { from: 199_990 }))).equals(plain.subarray(199_990))).toBe(true);
  });

  it.each([
    [200_001, undefined],
    [-1, 10],
    [20, 10],
    [NaN, 10],
  ])('from %d to %s is refused', async (from, to) => {
    const { sha256 } = await store.put(plain);
    await expect(store.open(sha256, to === undefined ? { from } : { from, to })).rejects.toMatchObject({
      code: 'evidence.range-refused',
      details: { size: 200_000 },
    });
  });

  it('reads and checks only the chunks that it touches', async () => {
    const { sha256 } = await store.put(plain);
    await damage(sha256, 96 + 10);
    expect(
      (await buffer(await store.open(sha256, { from: 65_536, to: 70_000 }))).equals(plain.subarray(65_536, 70_000)),
    ).toBe(true);
    await expect(buffer(await store.open(sha256, { from: 60_000, to: 70_000 }))).rejects.toMatchObject({
      code: 'evidence.corrupt',
    });
  });
});

/** Turns one bit of the stored file. */
async function damage(sha256: string, at: number): Promise<void> {
  const file = await readFile(pathOf(sha256));
  file[at] = (file[at] ?? 0) ^ 1;
  await writeFile(pathOf(sha256), file);
}

/** Every way to read must say the same. */
async function expectCorrupt(sha256: Sha256): Promise<void> {
  const corrupt = { code: 'evidence.corrupt', kind: 'user', details: { sha256 } };
  expect(await store.verify(sha256)).toEqual({ ok: false, code: 'evidence.corrupt' });
  await expect(store.read(sha256, Infinity)).rejects.toMatchObject(corrupt);
  await expect(store.open(sha256).then(buffer)).rejects.toMatchObject(corrupt);
}

describe('tampering is found on reading', () => {
  it('in every single byte', async () => {
    await store.put(Buffer.from('abc'));
    const whole = await readFile(pathOf(abc));
    for (let at = 0; at < whole.length; at++) {
      await damage(abc, at);
      expect({ at, verdict: await store.verify(abc) }).toEqual({
        at,
        verdict: { ok: false, code: 'evidence.corrupt' },
      });
      await writeFile(pathOf(abc), whole);
    }
    expect(await store.verify(abc)).toEqual({ ok: true, size: 3 });
  });

  it.each([
    ['to nothing', 0],
    ['within the header', 60],
    ['to the header', 96],
    ['at a chunk border', 96 + 2 * 65_552],
    ['by one byte', 200_159],
    ['by its last tag', 200_144],
  ])('cut %s', async (_, size) => {
    const { sha256 } = await store.put(patternOf(200_000));
    await truncate(pathOf(sha256), size);
    await expectCorrupt(sha256);
    await expect(store.open(sha256, { from: 0, to: 10 })).rejects.toMatchObject({ code: 'evidence.corrupt' });
  });

  it.each([1, 16, 17, 65_552])('extended by %i bytes', async (more) => {
    const { sha256 } = await store.put(patternOf(65_536));
    await writeFile(pathOf(sha256), Buffer.alloc(more, 1), { flag: 'a' });
    await expectCorrupt(sha256);
  });

  it('renamed, also for a range', async () => {
    const { sha256 } = await store.put(patternOf(200_000));
    await rename(pathOf(sha256), pathOf(abc));
    await expectCorrupt(abc);
    await expect(store.open(abc, { from: 70_000, to: 70_001 })).rejects.toMatchObject({ code: 'evidence.corrupt' });
    expect(await store.verify(sha256)).toEqual({ ok: false, code: 'evidence.missing' });
  });

  it('with chunks swapped within an object', async () => {
    const { sha256 } = await store.put(patternOf(200_000));
    const file = await readFile(pathOf(sha256));
    const first = Buffer.from(file.subarray(96, 96 + 65_552));
    file.copy(file, 96, 96 + 65_552, 96 + 2 * 65_552);
    first.copy(file, 96 + 65_552);
    await writeFile(pathOf(sha256), file);
    await expectCorrupt(sha256);
  });

  it('with a chunk, or all of them, from another object', async () => {
    const [one, other] = await store.putMany([patternOf(200_000), patternOf(200_001).subarray(1)]);
    if (!one || !other) throw new Error('two were put');
    const file = await readFile(pathOf(one.sha256));
    const foreign = await readFile(pathOf(other.sha256));
    await writeFile(pathOf(one.sha256), Buffer.concat([file.subarray(0, 96), foreign.subarray(96)]));
    await expectCorrupt(one.sha256);
    foreign.copy(file, 96 + 65_552, 96 + 65_552, 96 + 2 * 65_552);
    await writeFile(pathOf(one.sha256), file);
    await expectCorrupt(one.sha256);
  });

  it('before one byte of the bad chunk is released', async () => {
    const plain = patternOf(3_145_728);
    const { sha256 } = await store.put(plain);
    await damage(sha256, 96 + 5 * 65_552 + 40_000);
    const released: Buffer[] = [];
    const reading = (async () => {
      for await (const piece of await store.open(sha256)) released.push(piece as Buffer);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'evidence.corrupt', details: { sha256, damage: 'chunk' } });
    expect(Buffer.concat(released).equals(plain.subarray(0, 5 * 65_536))).toBe(true);
  });

  it('also by somebody who has the key: the hash of the whole is held against the address', async () => {
    await writeFile(pathOf(abc), sealObject(codec, abc, Buffer.from('abd')));
    await expectCorrupt(abc);
    await expect(store.read(abc, 10)).rejects.toMatchObject({ details: { damage: 'hash' } });
  });
});

describe('what cannot be read', () => {
  it('is missing, by name', async () => {
    const missing = { code: 'evidence.missing', kind: 'user', details: { sha256: abc } };
    await expect(store.open(abc)).rejects.toMatchObject(missing);
    await expect(store.open(abc, { from: 0 })).rejects.toMatchObject(missing);
    await expect(store.read(abc, 10)).rejects.toMatchObject(missing);
    expect(await store.verify(abc)).toEqual({ ok: false, code: 'evidence.missing' });
    expect(await store.has(abc)).toBe(false);
  });

  it('is too large for who asks', async () => {
    const { sha256 } = await store.put(patternOf(1000));
    await expect(store.read(sha256, 999)).rejects.toMatchObject({
      code: 'evidence.too-large',
      details: { size: 1000, maxBytes: 999 },
    });
  });

  it('was written under another master key, and is not called corrupt', async () => {
    await store.put(Buffer.from('abc'));
    store = await createEvidenceStore({ dataDir, storageUrl: null }, MasterKey.fromBytes(Buffer.alloc(32, 8)));
    expect(await store.verify(abc)).toEqual({ ok: false, code: 'evidence.other-key' });
    await expect(store.open(abc)).rejects.toMatchObject({ code: 'evidence.other-key', details: { sha256: abc } });
  });
});

describe('a process killed between writing and renaming', () => {
  it('leaves no visible object; its stale file is swept at the next start, a living one is not', async () => {
    const storage = new DiskStorage(join(dataDir, 'evidence'));
    const killed = await storage.spool();
    await killed.append([sealObject(codec, abc, Buffer.from('abc')).subarray(96)]);
    await killed.finish(sealObject(codec, abc, Buffer.from('abc')).subarray(0, 96));
    const alive = await storage.spool();
    store = await restart();
    expect(await store.has(abc)).toBe(false);
    expect(await listed()).toEqual([]);
    expect(await readdir(incoming())).toHaveLength(2);

    const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000);
    await utimes(killed.path, twoHoursAgo, twoHoursAgo);
    store = await restart();
    expect((await readdir(incoming())).map((name) => join(incoming(), name))).toEqual([alive.path]);
    await alive.discard();
  });
});

describe('a reader who goes away', () => {
  it('lets the file go, before the first byte and after some', async () => {
    const open = async () => (await readdir('/proc/self/fd')).length;
    const { sha256 } = await store.put(patternOf(3_145_728));
    const before = await open();
    for (let n = 0; n < 20; n++) {
      const unread = await store.open(sha256);
      await new Promise((closed) => unread.once('close', closed).destroy());
      for await (const piece of await store.open(sha256)) if (piece) break;
    }
    expect(await open()).toBeLessThan(before + 5);
  });
});

describe('the list', () => {
  it('passes over what is not an object', async () => {
    await store.put(Buffer.from('abc'));
    await writeFile(join(dataDir, 'evidence', 'ba', 'notes.txt'), 'x');
    await writeFile(join(dataDir, 'evidence', 'ab', abc), 'in the wrong folder');
    expect(await listed()).toEqual([abc]);
  });
});
