import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { EvidenceRef, Prompt } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { Engine } from '../engine/engine.js';
import { waveOfAlaw } from './alaw.js';

/** The product's own: `<language>/<name>.alaw`, made by scripts/make-prompts.mjs. The sources and the build lie at different depths. */
function builtInFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, 'apps', 'telephony', 'prompts');
}

/** Prompts as files where the engine finds them: ours by language and name, the company's by their content. */
@Injectable()
export class PromptFiles implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly fetching = new Map<string, Promise<void>>();
  private ready: Promise<void> | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly evidence: EvidenceStore,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.bring().catch((error: unknown) => this.log.error({ err: error }, 'The built-in prompts could not be copied'));
  }

  /** Nothing of it is written after we are gone: the folder may be another's then, or removed. */
  async onModuleDestroy(): Promise<void> {
    await this.ready?.catch(() => undefined);
  }

  /**
   * What ARI plays. @returns `sound:<path without extension>`
   * A company's prompt that cannot be had is replaced by the product's own: the client hears something rather than nothing.
   */
  async mediaOf({ name, language, evidence }: Prompt): Promise<string> {
    if (evidence !== null) {
      try {
        return `sound:${await this.fetch(evidence)}`;
      } catch (error) {
        this.log.error(
          { err: error, prompt: name },
          'A prompt of the company is not there: the built-in one is played',
        );
      }
    }
    await this.bring();
    return `sound:${join(this.engine.paths.sounds, language, name)}`;
  }

  /**
   * Copies the built-in prompts, once; as WAV: A-law would be passed on as it is, without sequence numbers, and spoil what the recorder hears after it
   * (see connecting.ts).
   */
  private bring(): Promise<void> {
    this.ready ??= this.copyAll().catch((error: unknown) => {
      this.ready = null;
      throw error;
    });
    return this.ready;
  }

  private async copyAll(): Promise<void> {
    const from = builtInFolder();
    const languages = (await readdir(from, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    for (const { name: language } of languages) {
      const to = join(this.engine.paths.sounds, language);
      await mkdir(to, { recursive: true });
      for (const file of await readdir(join(from, language))) {
        const wave = waveOfAlaw(await readFile(join(from, language, file)));
        await place(join(to, file.replace(/\.alaw$/, '.wav')), (path) => writeFile(path, wave));
      }
    }
  }

  private async fetch({ sha256 }: EvidenceRef): Promise<string> {
    const folder = join(this.engine.paths.sounds, 'own');
    const path = join(folder, sha256);
    const file = `${path}.wav`;
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
    const known = this.fetching.get(sha256);
    const fetching =
      known ??
      (async () => {
        await mkdir(folder, { recursive: true });
        await place(file, async (to) => pipeline(await this.evidence.open(sha256), createWriteStream(to)));
      })();
    this.fetching.set(sha256, fetching);
    try {
      await fetching;
    } finally {
      this.fetching.delete(sha256);
    }
    return path;
  }
}

/** The engine never meets half a file. */
async function place(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.tmp`;
  try {
    await write(unfinished);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}
