import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '#libs/config';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import { aMasterKey } from '#libs/testing';
import { EngineTools } from '../src/engine/engine-tools.js';
import { PromptConsumer } from '../src/prompts/prompt.consumer.js';
import { readWaveShape, waveHead } from '../src/recordings/wave-file.js';

/** A program by the name of espeak-ng that writes down what it was asked, and says a second of something at its own rate. */
describe('an announcement that is written', () => {
  let folder: string;
  let evidence: EvidenceStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepline-voice-'));
    evidence = await createEvidenceStore({ dataDir: folder, storageUrl: null }, aMasterKey());
    const voice = Buffer.alloc(44_100);
    for (let n = 0; n < 22_050; n++)
      voice.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * 440 * n) / 22_050)), n * 2);
    await writeFile(join(folder, 'said.wav'), Buffer.concat([waveHead(22_050, 1, 44_100), voice]));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const withVoice = async (script: string | null): Promise<PromptConsumer> => {
    const program = join(folder, 'espeak-ng');
    if (script !== null) {
      await writeFile(program, `#!/bin/sh\n${script}\n`);
      await chmod(program, 0o755);
    }
    // Without a PATH of its own the script has none either.
    const settings = readSettings({ KEEPLINE_DATA_DIR: folder, PATH: `${folder}:${process.env['PATH'] ?? ''}` });
    const onlyOurs = { ...settings, searchPath: folder };
    return new PromptConsumer(new EngineTools(onlyOurs), evidence);
  };
  const text = '--stdout; Ваш дзвінок записується';

  it('is spoken in its language, its words not to be seen by others on the machine, and kept as a telephone takes it', async () => {
    const consumer = await withVoice(`cd ${folder}; echo "$@" > asked; cat > words; cat said.wav`);
    const { evidence: kept, durationMs } = await consumer.speak({ text, language: 'uk' });
    expect(durationMs).toBe(1_000);
    const wave = await evidence.read(kept.sha256, 100_000);
    expect(wave.length).toBe(kept.size);
    expect(readWaveShape(wave)).toMatchObject({
      format: 1,
      channels: 1,
      bitsPerSample: 16,
      sampleRate: 8_000,
      dataBytes: 16_000,
    });
    expect(await readFile(join(folder, 'words'), 'utf8')).toBe(text);
    const asked = await readFile(join(folder, 'asked'), 'utf8');
    expect(asked).toContain('-v uk');
    expect(asked).not.toContain('дзвінок');
  });

  it('is refused where nothing can speak, where the program fails, and where it says nothing', async () => {
    const speak = async (script: string | null) => (await withVoice(script)).speak({ text, language: 'en' });
    await expect(speak(null)).rejects.toMatchObject({ kind: 'user', code: 'telephony.no-voice' });
    await expect(speak('exit 3')).rejects.toMatchObject({ kind: 'operational', code: 'telephony.voice-failed' });
    await expect(speak('cat > /dev/null')).rejects.toMatchObject({ kind: 'user', code: 'recording.unreadable' });
  });
});
