import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SampleClient } from './sample-office.js';

const folder = join(
  fileURLToPath(new URL('../../', import.meta.url)).replace(/\/dist\/$/, '/'),
  'test',
  'demo',
  'voices',
);

/** A sentence or two, made beforehand by espeak-ng: raw A-law at 8,000 Hz. */
export const voice = (who: 'client' | 'office', language: SampleClient['language']): Promise<Buffer> =>
  readFile(join(folder, `${who}-${language}.alaw`));
