import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SampleClient } from './sample-office.js';

/** Where the demonstration's pictures and sounds lie: beside the sources, also for what was built. */
export const demoFolder = join(
  fileURLToPath(new URL('../../', import.meta.url)).replace(/\/dist\/$/, '/'),
  'test',
  'demo',
);

/** A sentence or two, made beforehand by espeak-ng: raw A-law at 8,000 Hz. The same lie there as Opus, for voice notes. */
export const voice = (who: 'client' | 'office', language: SampleClient['language']): Promise<Buffer> =>
  readFile(join(demoFolder, 'voices', `${who}-${language}.alaw`));
