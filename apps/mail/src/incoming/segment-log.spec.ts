import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SegmentLog, type Place } from './segment-log.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'keepline-incoming-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

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
    const killed = await SegmentLog.open(folder, 20);
    const places = [];
    for (const text of ['one', 'two', 'three', 'four', 'five']) places.push(await killed.log.append(Buffer.from(text)));
    expect(await files()).toHaveLength(3);
    await killed.log.release(places[0]!);
    await killed.log.release(places[1]!);
    const next = await SegmentLog.open(folder, 20);
    expect(await textsOf(next.log, next.left)).toEqual(['three', 'four', 'five']);
    await next.log.append(Buffer.from('six'));
    for (const place of next.left) await next.log.release(place);
    const last = await SegmentLog.open(folder);
    expect(await textsOf(last.log, last.left)).toEqual(['six']);
    await Promise.all([killed.log.close(), next.log.close(), last.log.close()]);
  });

  it('keeps no file in which nothing is needed', async () => {
    const { log } = await SegmentLog.open(folder);
    await log.release(await log.append(Buffer.from('done')));
    expect(await files()).toEqual([]);
    await log.append(Buffer.from('more'));
    expect(await files()).toEqual(['0000000002.incoming']);
    await log.close();
  });

  it.each([1, 7, 8, 10, 15])('ends where a record was cut short, %i bytes into it', async (bytes) => {
    const { log } = await SegmentLog.open(folder);
    await log.append(Buffer.from('whole'));
    await appendFile(join(folder, '0000000001.incoming'), Buffer.from('KLI1\0\0\0\x09cut short').subarray(0, bytes));
    const next = await SegmentLog.open(folder);
    expect(await textsOf(next.log, next.left)).toEqual(['whole']);
    await Promise.all([log.close(), next.log.close()]);
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
