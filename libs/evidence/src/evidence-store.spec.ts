import { readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { abc, addressOf, EvidenceOnDisk, keyOf, patternOf } from './evidence-on-disk.js';
import type { EvidenceStore } from './evidence-store.js';
import { HeaderCodec } from './format/object-header.js';
import { sealObject } from './format/seal-object.js';
import { DiskStorage } from './storage/disk-storage.js';

const borders = [0, 1, 65_535, 65_536, 65_537, 3_145_728];
let disk: EvidenceOnDisk;
let store: EvidenceStore;

beforeEach(async () => {
  disk = await EvidenceOnDisk.start();
  store = disk.store;
});
afterEach(() => disk.remove());

describe('what is put', () => {
  it('is addressed by the SHA-256 of its plain bytes and lies there encrypted', async () => {
    expect(await store.put(Buffer.from('abc'))).toEqual({ sha256: abc, size: 3 });
    expect((await readFile(disk.pathOf(abc))).includes('abc')).toBe(false);
    expect(await disk.listed()).toEqual([abc]);
    expect(await store.has(abc)).toBe(true);
  });

  it.each(borders)('comes back: %i bytes, as buffer and as stream', async (size) => {
    const plain = patternOf(size);
    const pieces = Array.from({ length: Math.ceil(size / 1000) }, (_, n) => plain.subarray(n * 1000, (n + 1) * 1000));
    const ref = await store.put(plain);
    expect(ref).toEqual({ sha256: addressOf(plain), size });
    expect(await store.put(Readable.from(pieces, { objectMode: false }))).toEqual(ref);
    await rm(disk.pathOf(ref.sha256));
    expect(await store.put(Readable.from(pieces, { objectMode: false }))).toEqual(ref);
    expect((await store.read(ref.sha256, size)).equals(plain)).toBe(true);
    expect((await buffer(await store.open(ref.sha256))).equals(plain)).toBe(true);
    expect(await store.verify(ref.sha256)).toEqual({ ok: true, size });
    expect(await readdir(disk.incoming)).toEqual([]);
  });

  it.each(borders)('comes back in a thread that stands still meanwhile: %i bytes', async (size) => {
    const plain = patternOf(size);
    const { sha256 } = await store.put(plain);
    const alone = await disk.storeAlone();
    expect((await buffer(await alone.open(sha256))).equals(plain)).toBe(true);
    const range = { from: Math.min(size, 65_500), to: Math.min(size, 131_100) };
    expect((await buffer(await alone.open(sha256, range))).equals(plain.subarray(range.from, range.to))).toBe(true);
    await truncate(disk.pathOf(sha256), 50);
    await expect(alone.open(sha256)).rejects.toMatchObject({ code: 'evidence.corrupt' });
    await rm(disk.pathOf(sha256));
    await expect(alone.open(sha256)).rejects.toMatchObject({ code: 'evidence.missing' });
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
    expect(await disk.listed()).toEqual([...new Set(contents.map(addressOf))].sort());
    expect(await store.putMany([])).toEqual([]);
  });

  it('is kept by hundreds at once', async () => {
    const contents = Array.from({ length: 300 }, (_, n) => Buffer.from(`letter ${n}`));
    expect(await store.putMany(contents)).toHaveLength(300);
    expect(await disk.listed()).toHaveLength(300);
  });

  it('is not written again when it stands', async () => {
    await store.put(Buffer.from('abc'));
    const before = await readFile(disk.pathOf(abc));
    await store.put(Buffer.from('abc'));
    await store.putMany([Buffer.from('abc')]);
    expect((await readFile(disk.pathOf(abc))).equals(before)).toBe(true);
  });

  it.each([0, 50, 114])('is written anew where it was cut to %i bytes', async (size) => {
    await store.put(Buffer.from('abc'));
    await truncate(disk.pathOf(abc), size);
    await store.put(Buffer.from('abc'));
    expect(await store.verify(abc)).toEqual({ ok: true, size: 3 });
  });

  it('leaves nothing behind when its source fails', async () => {
    async function* broken() {
      yield patternOf(2_000_000);
      throw new Error('the line went dead');
    }
    await expect(store.put(Readable.from(broken(), { objectMode: false }))).rejects.toThrow('the line went dead');
    expect(await readdir(disk.incoming)).toEqual([]);
    expect(await disk.listed()).toEqual([]);
  });

  it('fails as something that may pass when the folder is gone, and says so for many once all have ended', async () => {
    await rm(disk.incoming, { recursive: true });
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
    await disk.damage(sha256, 96 + 10);
    expect(
      (await buffer(await store.open(sha256, { from: 65_536, to: 70_000 }))).equals(plain.subarray(65_536, 70_000)),
    ).toBe(true);
    await expect(buffer(await store.open(sha256, { from: 60_000, to: 70_000 }))).rejects.toMatchObject({
      code: 'evidence.corrupt',
    });
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
    const stranger = await disk.restart(keyOf(8));
    expect(await stranger.verify(abc)).toEqual({ ok: false, code: 'evidence.other-key' });
    await expect(stranger.open(abc)).rejects.toMatchObject({ code: 'evidence.other-key', details: { sha256: abc } });
  });
});

describe('the key of the store', () => {
  it('is whichever, while the store is empty', async () => {
    await expect((await disk.restart(keyOf(8))).checkKey()).resolves.toBeUndefined();
  });

  it('is the one it was written under; a damaged object proves nothing', async () => {
    const [first] = (await store.putMany([Buffer.from('abc'), patternOf(10)])).map((ref) => ref.sha256).sort();
    await disk.damage(first ?? abc, 0);
    await expect(store.checkKey()).resolves.toBeUndefined();
    await expect((await disk.restart(keyOf(8))).checkKey()).rejects.toMatchObject({ code: 'evidence.other-key' });
  });
});

describe('a process killed between writing and renaming', () => {
  it('leaves no visible object; its stale file is swept at the next start, a living one is not', async () => {
    const sealed = Buffer.concat(sealObject(new HeaderCodec(keyOf(7)), abc, Buffer.from('abc')));
    const storage = new DiskStorage(join(disk.dataDir, 'evidence'));
    const killed = await storage.spool();
    await killed.append([sealed.subarray(96)]);
    await killed.finish(sealed.subarray(0, 96));
    const alive = await storage.spool();
    expect(await (await disk.restart()).has(abc)).toBe(false);
    expect(await disk.listed()).toEqual([]);
    expect(await readdir(disk.incoming)).toHaveLength(2);

    const twoHoursAgo = new Date(Date.now() - 2 * 3_600_000);
    await utimes(killed.path, twoHoursAgo, twoHoursAgo);
    await disk.restart();
    expect((await readdir(disk.incoming)).map((name) => join(disk.incoming, name))).toEqual([alive.path]);
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
    await writeFile(join(disk.dataDir, 'evidence', 'ba', 'notes.txt'), 'x');
    await writeFile(join(disk.dataDir, 'evidence', 'ab', abc), 'in the wrong folder');
    expect(await disk.listed()).toEqual([abc]);
  });
});
