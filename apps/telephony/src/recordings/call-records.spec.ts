import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linesFrom, readCallRecord } from './call-records.js';

const line =
  '"keepline-1.0","keepline-1.0","PJSIP/trunk-x-00000000","PJSIP/anna-00000001","1795622837.487331","1795622837.545936","1795622839.043097","8","1.5","1.4",""';

describe('a line of the engine’s list', () => {
  it('is read', () => {
    expect(readCallRecord(line)).toEqual({
      id: 'keepline-1.0',
      linkedId: 'keepline-1.0',
      channel: 'PJSIP/trunk-x-00000000',
      startedAt: '2026-11-25T16:07:17.487Z',
      answeredAt: '2026-11-25T16:07:17.546Z',
      endedAt: '2026-11-25T16:07:19.043Z',
      called: null,
      calling: null,
    });
  });

  it('of a message names both numbers; what was not answered has no answer', () => {
    const message = line.replace('"1795622837.545936"', '"0.000000"').replace(/""$/, '"380441234567|0501112233"');
    expect(readCallRecord(message)).toMatchObject({ called: '380441234567', calling: '0501112233', answeredAt: null });
  });

  it.each(['', 'garbage', '"a"', '"a","b","c","d","now","","later"', line.slice(0, 60)])('%j is none', (text) => {
    expect(readCallRecord(text)).toBeNull();
  });
});

describe('linesFrom', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepline-records-'));
    path = join(folder, 'records.csv');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const read = async (from: Parameters<typeof linesFrom>[1]) => {
    const { file, lines } = await linesFrom(path, from);
    return { file, texts: lines.map((each) => each.line), at: lines.at(-1)?.next ?? from?.at ?? 0 };
  };

  it('reads on, and leaves the line that is being written', async () => {
    await writeFile(path, 'one\ntwo\nthr');
    const first = await read(null);
    expect(first).toMatchObject({ texts: ['one', 'two'], at: 8 });
    await appendFile(path, 'ee\n');
    expect(await read(first)).toMatchObject({ texts: ['three'], at: 14 });
  });

  it('begins anew in a new file, and in one that has become shorter', async () => {
    await writeFile(path, 'one\ntwo\n');
    const first = await read(null);
    await writeFile(path, 'new\n');
    expect(await read(first)).toMatchObject({ texts: ['new'] });
    await rm(path);
    await writeFile(join(folder, 'other'), '');
    await writeFile(path, 'a longer line\n');
    expect((await read({ file: 'another', at: 3 })).texts).toEqual(['a longer line']);
  });

  it('there is no file yet', async () => {
    expect(await read(null)).toMatchObject({ texts: [] });
  });
});
