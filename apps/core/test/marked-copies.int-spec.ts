import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import { aMasterKey } from '#libs/testing';
import { describeWith, run } from '../../../test/peers/real/peer.js';
import { markedCopy } from '../src/recordings/marked/marked-copy.js';
import { tone, wavOf } from './a-sound.js';

const mark = {
  recordingId: '01900000-0000-7000-8000-0000000000a1',
  listenerId: '01900000-0000-7000-8000-0000000000b2',
  listenerName: 'Ганна Коваленко',
  at: new Date('2026-01-05T10:00:00.000Z'),
};

describeWith(['ffmpeg', 'ffprobe'], 'a marked copy, as other programs read it', () => {
  let folder: string;
  let evidence: EvidenceStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepline-marks-'));
    evidence = await createEvidenceStore({ dataDir: folder, storageUrl: null }, aMasterKey());
    await writeFile(join(folder, 'call.wav'), wavOf([tone(440, 3), tone(1_000, 3)]));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const bytesOf = async (stream: Readable) => Buffer.concat(await stream.toArray());
  const at = (name: string) => join(folder, name);
  /** MD5 of the samples: decoded, they are the same or they are not. */
  const samples = (name: string) => run('ffmpeg', ['-v', 'error', '-i', at(name), '-f', 'md5', '-']);
  const tags = async (name: string) => {
    const told = await run('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'format_tags:stream_tags',
      '-of',
      'json',
      at(name),
    ]);
    return told.replaceAll('\\n', '\n');
  };

  it.each([
    ['audio/flac', 'call.flac', ['-c:a', 'flac', '-metadata', 'title=Call']],
    ['audio/ogg; codecs=opus', 'call.opus', ['-c:a', 'libopus', '-ar', '48000', '-metadata', 'title=Call']],
    ['audio/wav', 'again.wav', ['-c:a', 'pcm_s16le']],
  ])('of %s has the listener in its tags, and every sample as it was', async (type, name, encode) => {
    await run('ffmpeg', ['-v', 'error', '-y', '-i', at('call.wav'), ...encode, at(name)]);
    const sound = await evidence.put(await readFile(at(name)));
    const copy = await markedCopy(evidence, sound, type, mark);
    const bytes = await bytesOf(await copy.open());
    expect(bytes.length).toBe(copy.size);
    await writeFile(at(`copy-${name}`), bytes);
    const told = await tags(`copy-${name}`);
    expect(told).toContain('01900000-0000-7000-8000-0000000000b2 Ганна Коваленко');
    expect(told).toContain('2026-01-05T10:00:00.000Z');
    if (type !== 'audio/wav') expect(told).toMatch(/"title": "Call"/i);
    expect(await samples(`copy-${name}`)).toBe(await samples(name));
  });
});
