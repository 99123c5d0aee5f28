import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mkdir } from 'node:fs/promises';
import { asAppError, UserError } from '#libs/errors';
import { engineInTree } from '../finding/engine-program.js';
import { installedEngine } from '../finding/find-engine.js';
import { installEngine, type InstallProgress } from './install-engine.js';

interface Terminal {
  write(text: string): void;
}

/**
 * `keepline telephony-install [--data-dir <folder>] [--again]`: fetches the engine where it is missing, also beside a gateway that runs,
 * which finds it within half a minute.
 * @param dataDir what the environment says
 * @returns the exit code: 0 it is there, 69 it could not be fetched now, 78 it cannot be fetched on this system
 */
export async function installCommand(args: readonly string[], dataDir: string, out: Terminal): Promise<number> {
  const options = { 'data-dir': { type: 'string' }, again: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const link = resolve(installedEngine(values['data-dir'] ?? dataDir));
  await mkdir(dirname(link), { recursive: true });
  const here = await engineInTree(link).catch(() => null);
  if (here !== null && !values.again) {
    out.write(`The telephone engine is there: Asterisk ${here.version}\n`);
    return 0;
  }
  let told = '';
  const progress = (now: InstallProgress) => {
    const tenth = now.total === 0 ? 0 : Math.floor((10 * now.done) / now.total);
    const words = now.step === 'resolve' ? 'resolve\n' : `${now.step} ${now.done} of ${now.total}\n`;
    if (told === `${now.step}${tenth}`) return;
    told = `${now.step}${tenth}`;
    out.write(words);
  };
  const log = {
    info: () => undefined,
    warn: (_facts: object, words: string) => out.write(`${words}\n`),
  };
  try {
    const { signal } = new AbortController();
    const program = await installEngine({ link, signal, progress, log });
    out.write(`The telephone engine was installed: Asterisk ${program.version}\n`);
    return 0;
  } catch (error) {
    const { code, details } = asAppError(error);
    const { advice, lastWords } = details;
    const more = [advice, ...(Array.isArray(lastWords) ? (lastWords as unknown[]) : [])];
    out.write(`${[code, ...more.filter((part) => typeof part === 'string')].join('\n  ')}\n`);
    return error instanceof UserError ? 78 : 69;
  }
}
