import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** Below it the answer is one packet either way. */
const worthwhileBytes = 1_000;

const compressors = {
  '.br': (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  '.gz': (bytes: Buffer) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

/** Writes `x.js.br` and `x.js.gz` beside every asset at its best compression, for the server to choose from. */
export const precompress = (): Plugin => ({
  name: 'keepline:precompress',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    if (dir === undefined) return this.error('the build has no folder');
    for (const file of Object.values(bundle)) {
      if (!file.fileName.startsWith('assets/')) continue;
      const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source);
      if (bytes.length < worthwhileBytes) continue;
      for (const [ending, compress] of Object.entries(compressors)) {
        const small = await compress(bytes);
        if (small.length < bytes.length) await writeFile(join(dir, file.fileName + ending), small);
      }
    }
  },
});
