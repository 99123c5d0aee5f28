import { access, constants, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { installedEngine } from './finding/find-engine.js';
import { loaderOf } from './finding/engine-program.js';

export type ToolName = 'espeak-ng' | 'ffmpeg' | 'flac' | 'opusenc' | 'opusdec';

export interface Tool {
  readonly file: string;
  /** What must come before the tool's own arguments. */
  readonly prefix: readonly string[];
}

/** Programs that work on sound: those of the system, otherwise those that came with the engine. */
@Injectable()
export class EngineTools {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'searchPath' | 'dataDir'>) {}

  /** @returns null where neither is here; asked anew each time, as an engine may have been installed since */
  async find(name: ToolName): Promise<Tool | null> {
    for (const folder of this.settings.searchPath.split(':').filter((one) => one !== '')) {
      if (await isProgram(join(folder, name))) return { file: join(folder, name), prefix: [] };
    }
    const root = await realpath(installedEngine(this.settings.dataDir)).catch(() => null);
    const tree = root === null ? null : await loaderOf(root);
    if (root === null || tree === null) return null;
    const program = join(root, 'usr', 'bin', name);
    if (!(await isProgram(program))) return null;
    const voices = name === 'espeak-ng' ? [`--path=${tree.libraries}`] : [];
    return { file: tree.loader, prefix: ['--library-path', tree.libraries, program, ...voices] };
  }
}

const isProgram = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
