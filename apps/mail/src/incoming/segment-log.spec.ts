import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { framed } from './frame.js';
import type { Place } from './segment.js';
import { SegmentLog } from './segment-log.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'keepline-incoming-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const twoInEach = { bytes: 40, spare: 8 };
const oneInEach = { bytes: 1, spare: 2 };
const record = (text: string, filling: number) => Buffer.concat(framed(Buffer.from(text), filling));
const files = async () => (await readdir(folder)).sort();
const textsOf = (log: SegmentLog, places: readonly Place[]) =>
  Promise.all(places.map(async (place) => (await log.read(place)).toString()));

describe('a log of records', () => {
  it('gives back what was put into it, one after the other and many at once', async () => {
    const { log, left } = await SegmentLog.open(folder);
    expect(left).toEqual([]);
    const places = [await log.append(Buffer.from('first')), await log.append(Buffer.from('second'))];
    places.push(...(await Promise.all(['third', '', 'fifth'].map((text) => log.append(Buffer.from(text))))));
    expect(await textsOf(log, places)).toEqual(['first', 'second', 'third', '', 'fifth']);
    expect(await files()).toEqual(['0000000001.incoming']);
    await log.close();
  });

  it('takes one that comes in the moment in which the last was written', async () => {
    const { log } = await SegmentLog.open(folder);
    const texts: string[] = [];
    for (let n = 0; n < 50; n++) texts.push((await log.read(await log.append(Buffer.from(`${n}`)))).toString());
    expect(texts).toEqual(Array.from({ length: 50 }, (_, n) => `${n}`));
    await log.close();
  });

  it('leaves to the next process what is still needed, oldest first, and nothing else', async () => {
    const killed = await SegmentLog.open(folder, twoInEach);
    const places = [];
    for (const text of ['one', 'two', 'three', 'four', 'five']) places.push(await killed.log.append(Buffer.from(text)));
    expect(await files()).toHaveLength(3);
    await killed.log.release(places[0]!);
    await killed.log.release(places[1]!);
    const next = await SegmentLog.open(folder, twoInEach);
    expect(await textsOf(next.log, next.left)).toEqual(['three', 'four', 'five']);
    await next.log.append(Buffer.from('six'));
    for (const place of next.left) await next.log.release(place);
    const last = await SegmentLog.open(folder);
    expect(await textsOf(last.log, last.left)).toEqual(['six']);
    await Promise.all([killed.log.close(), next.log.close(), last.log.close()]);
  });

  it('leaves the records of files that were filled again in the order in which they came', async () => {
    const killed = await SegmentLog.open(folder, oneInEach);
    const first = await killed.log.append(Buffer.from('first'));
    await killed.log.append(Buffer.from('second'));
    await killed.log.release(first);
    // Into the first file: behind the second by age, before it by name.
    await killed.log.append(Buffer.from('third, and longer than the first'));
    await killed.log.append(Buffer.from('fourth'));
    expect(await files()).toHaveLength(3);
    const next = await SegmentLog.open(folder, oneInEach);
    expect(await textsOf(next.log, next.left)).toEqual(['second', 'third, and longer than the first', 'fourth']);
    await next.log.release(next.left[0]!);
    await next.log.append(Buffer.from('fifth'));
    const last = await SegmentLog.open(folder, oneInEach);
    expect(await textsOf(last.log, last.left)).toEqual(['third, and longer than the first', 'fourth', 'fifth']);
    await Promise.all([killed.log.close(), next.log.close(), last.log.close()]);
  });

  it('fills a file anew in which nothing is needed, and its end takes the file away', async () => {
    const { log } = await SegmentLog.open(folder);
    await log.release(await log.append(Buffer.from('a long one')));
    const { ino, size } = await stat(join(folder, '0000000001.incoming'));
    for (let n = 0; n < 5; n++) {
      const place = await log.append(Buffer.from(`${n}`));
      expect((await log.read(place)).toString()).toBe(`${n}`);
      await log.release(place);
    }
    expect(await stat(join(folder, '0000000001.incoming'))).toMatchObject({ ino, size });
    const next = await SegmentLog.open(folder);
    expect(next.left).toEqual([]);
    await Promise.all([log.close(), next.log.close()]);
    expect(await files()).toEqual([]);
  });

  it('leaves nothing of what a file had before it was filled anew', async () => {
    const { log } = await SegmentLog.open(folder);
    // As long as the new one, which ends where the second old one begins.
    const places = await Promise.all(['a-old', 'b-old', 'c-old'].map((text) => log.append(Buffer.from(text))));
    for (const place of places) await log.release(place);
    await log.append(Buffer.from('a-new'));
    const next = await SegmentLog.open(folder);
    expect(await textsOf(next.log, next.left)).toEqual(['a-new']);
    await Promise.all([log.close(), next.log.close()]);
  });

  it('keeps no more empty files than it may', async () => {
    const { log } = await SegmentLog.open(folder, oneInEach);
    const places = [];
    for (let n = 0; n < 6; n++) places.push(await log.append(Buffer.from(`${n} makes a file full`)));
    expect(await files()).toHaveLength(6);
    for (const place of places) await log.release(place);
    expect(await files()).toHaveLength(2);
    await log.close();
  });

  it('does not write into an empty file that somebody took away', async () => {
    const { log } = await SegmentLog.open(folder);
    await log.release(await log.append(Buffer.from('done')));
    await rm(join(folder, '0000000001.incoming'));
    await log.append(Buffer.from('kept'));
    const next = await SegmentLog.open(folder);
    expect(await textsOf(next.log, next.left)).toEqual(['kept']);
    await Promise.all([log.close(), next.log.close()]);
  });

  it.each([1, 8, 14, 20, 28])('ends where a record was cut short, %i bytes into it', async (bytes) => {
    const { log } = await SegmentLog.open(folder);
    await log.append(Buffer.from('whole'));
    await appendFile(join(folder, '0000000001.incoming'), record('cut short', 1).subarray(0, bytes));
    const next = await SegmentLog.open(folder);
    expect(await textsOf(next.log, next.left)).toEqual(['whole']);
    await Promise.all([log.close(), next.log.close()]);
  });

  it('knows at every byte a record that was cut short over an older one', async () => {
    const older = Buffer.concat([record('older', 6), record('second', 6), record('third', 6)]);
    const [whole, second] = [record('whole', 7), record('second', 7)];
    for (let bytes = 0; bytes <= second.length; bytes++) {
      const written = Buffer.concat([whole, second.subarray(0, bytes)]);
      const path = join(folder, '0000000003.incoming');
      await writeFile(path, Buffer.concat([written, older.subarray(written.length)]));
      const { log, left } = await SegmentLog.open(folder);
      expect(await textsOf(log, left)).toEqual(bytes < second.length ? ['whole'] : ['whole', 'second']);
      await log.close();
    }
  });

  it('reads what a release before wrote', async () => {
    const once = (text: string) => Buffer.from(`KLI1\0\0\0${String.fromCharCode(text.length)}${text}`);
    const cut = once('cut short').subarray(0, 12);
    await writeFile(join(folder, '0000000004.incoming'), Buffer.concat([once('one'), once('two'), cut]));
    await writeFile(join(folder, '0000000005.incoming'), once('three'));
    const { log, left } = await SegmentLog.open(folder);
    expect(await textsOf(log, left)).toEqual(['one', 'two', 'three']);
    for (const place of left) await log.release(place);
    expect(await files()).toEqual([]);
    await log.close();
  });

  it('takes nothing for a record that is none', async () => {
    await writeFile(join(folder, '0000000007.incoming'), Buffer.alloc(4_096));
    const { log, left } = await SegmentLog.open(folder);
    expect(left).toEqual([]);
    await log.append(Buffer.from('new'));
    expect(await files()).toEqual(['0000000008.incoming']);
    await log.close();
  });

  it('refuses when it cannot be written, and takes the next', async () => {
    const { log } = await SegmentLog.open(folder);
    await rm(folder, { recursive: true });
    await expect(log.append(Buffer.from('lost'))).rejects.toMatchObject({ code: 'mail.incoming-away' });
    const again = await SegmentLog.open(folder);
    await again.log.close();
    await expect(log.append(Buffer.from('kept'))).resolves.toMatchObject({ length: 4 });
    await log.close();
    await expect(log.append(Buffer.from('late'))).rejects.toMatchObject({ kind: 'operational' });
  });
});
