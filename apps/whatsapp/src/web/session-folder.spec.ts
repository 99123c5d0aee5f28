import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelId } from '#libs/contracts';
import { SessionFolder, type Remembered } from './session-folder.js';

const remembered: Remembered = {
  linked: { since: '2026-11-25T10:00:00.000Z', number: '+380441234567', name: 'Office', platform: 'android' },
  heardFrom: '2026-11-25T10:00:00.000Z',
  historyTaken: false,
  talliedTo: '2026-11-25T18:00:00.000Z',
};

describe('the folder of a session', () => {
  let dataDir: string;
  let folder: SessionFolder;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'keepline-session-'));
    folder = new SessionFolder(dataDir, '019a0000-0000-7000-8000-000000000001' as ChannelId);
    await folder.prepare();
  });
  afterEach(async () => {
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is nobody else’s to look into', async () => {
    for (const path of [folder.path, folder.profile, folder.media]) {
      expect((await stat(path)).mode & 0o777).toBe(0o700);
    }
  });

  it('remembers the link, until it is wiped', async () => {
    expect(await folder.remembered()).toBeNull();
    expect(await folder.heardTo()).toBeNull();
    await folder.remember(remembered);
    expect(await folder.remembered()).toEqual(remembered);
    expect((await stat(join(folder.path, 'link.json'))).mode & 0o777).toBe(0o600);
    await writeFile(join(folder.profile, 'Cookies'), 'x');
    await folder.wipe();
    expect(await folder.remembered()).toBeNull();
    expect((await readdir(folder.path)).sort()).toEqual(['media', 'past.json']);
    expect(await folder.heardTo()).toBe('2026-11-25T18:00:00.000Z');
  });

  it('takes a torn file for no link, and keeps no media of a life before', async () => {
    await writeFile(join(folder.path, 'link.json'), '{"linked":');
    expect(await folder.remembered()).toBeNull();
    await writeFile(join(folder.media, 'left-over'), 'x');
    await folder.prepare();
    expect(await readdir(folder.media)).toEqual([]);
  });
});
