import { readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Sha256 } from '#libs/contracts';
import { abc, EvidenceOnDisk, keyOf, patternOf } from './evidence-on-disk.js';
import type { EvidenceStore } from './evidence-store.js';
import { HeaderCodec } from './format/object-header.js';
import { sealObject } from './format/seal-object.js';

let disk: EvidenceOnDisk;
let store: EvidenceStore;

beforeEach(async () => {
  disk = await EvidenceOnDisk.start();
  store = disk.store;
});
afterEach(() => disk.remove());

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
    const whole = await readFile(disk.pathOf(abc));
    for (let at = 0; at < whole.length; at++) {
      await disk.damage(abc, at);
      expect({ at, verdict: await store.verify(abc) }).toEqual({
        at,
        verdict: { ok: false, code: 'evidence.corrupt' },
      });
      await writeFile(disk.pathOf(abc), whole);
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
    await truncate(disk.pathOf(sha256), size);
    await expectCorrupt(sha256);
    await expect(store.open(sha256, { from: 0, to: 10 })).rejects.toMatchObject({ code: 'evidence.corrupt' });
  });

  it.each([1, 16, 17, 65_552])('extended by %i bytes', async (more) => {
    const { sha256 } = await store.put(patternOf(65_536));
    await writeFile(disk.pathOf(sha256), Buffer.alloc(more, 1), { flag: 'a' });
    await expectCorrupt(sha256);
  });

  it('renamed, also for a range', async () => {
    const { sha256 } = await store.put(patternOf(200_000));
    await rename(disk.pathOf(sha256), disk.pathOf(abc));
    await expectCorrupt(abc);
    await expect(store.open(abc, { from: 70_000, to: 70_001 })).rejects.toMatchObject({ code: 'evidence.corrupt' });
    expect(await store.verify(sha256)).toEqual({ ok: false, code: 'evidence.missing' });
  });

  it('with chunks swapped within an object', async () => {
    const { sha256 } = await store.put(patternOf(200_000));
    const file = await readFile(disk.pathOf(sha256));
    const first = Buffer.from(file.subarray(96, 96 + 65_552));
    file.copy(file, 96, 96 + 65_552, 96 + 2 * 65_552);
    first.copy(file, 96 + 65_552);
    await writeFile(disk.pathOf(sha256), file);
    await expectCorrupt(sha256);
  });

  it('with a chunk, or all of them, from another object', async () => {
    const [one, other] = await store.putMany([patternOf(200_000), patternOf(200_001).subarray(1)]);
    if (!one || !other) throw new Error('two were put');
    const file = await readFile(disk.pathOf(one.sha256));
    const foreign = await readFile(disk.pathOf(other.sha256));
    await writeFile(disk.pathOf(one.sha256), Buffer.concat([file.subarray(0, 96), foreign.subarray(96)]));
    await expectCorrupt(one.sha256);
    foreign.copy(file, 96 + 65_552, 96 + 65_552, 96 + 2 * 65_552);
    await writeFile(disk.pathOf(one.sha256), file);
    await expectCorrupt(one.sha256);
  });

  it('before one byte of the bad chunk is released', async () => {
    const plain = patternOf(3_145_728);
    const { sha256 } = await store.put(plain);
    await disk.damage(sha256, 96 + 5 * 65_552 + 40_000);
    const released: Buffer[] = [];
    const reading = (async () => {
      for await (const piece of await store.open(sha256)) released.push(piece as Buffer);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'evidence.corrupt', details: { sha256, damage: 'chunk' } });
    expect(Buffer.concat(released).equals(plain.subarray(0, 5 * 65_536))).toBe(true);
  });

  it('also by somebody who has the key: the hash of the whole is held against the address', async () => {
    await writeFile(disk.pathOf(abc), Buffer.concat(sealObject(new HeaderCodec(keyOf(7)), abc, Buffer.from('abd'))));
    await expectCorrupt(abc);
    await expect(store.read(abc, 10)).rejects.toMatchObject({ details: { damage: 'hash' } });
  });
});
