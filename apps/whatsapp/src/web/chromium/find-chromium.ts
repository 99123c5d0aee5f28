import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge-stable'];
const usualPlaces = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/Applications/Chromium.app/Contents/MacOS',
  '/Applications/Google Chrome.app/Contents/MacOS',
];
const macNames = ['Chromium', 'Google Chrome'];

/**
 * The browser that sessions run in.
 * @param named by the operator: that one or none
 * @param searchPath folders, parted by colons
 */
export async function findChromium(named: string | null, searchPath: string): Promise<string | null> {
  if (named !== null) return (await runs(named)) ? named : null;
  for (const folder of [...searchPath.split(':').filter((one) => one !== ''), ...usualPlaces]) {
    for (const name of [...names, ...macNames]) {
      const file = join(folder, name);
      if (await runs(file)) return file;
    }
  }
  return null;
}

async function runs(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
