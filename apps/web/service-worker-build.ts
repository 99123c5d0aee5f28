import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

/** The entry, what it imports and its sheets, and the same of the pages whose modules are named. */
function filesOf(bundle: Bundle, pages: readonly string[]): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set<string>();
  const add = (fileName: string): void => {
    if (found.has(fileName)) return;
    found.add(fileName);
    const chunk = byName.get(fileName);
    chunk?.imports.forEach(add);
    chunk?.viteMetadata?.importedCss.forEach((sheet) => found.add(sheet));
  };
  const wanted = (chunk: Rolldown.OutputChunk) =>
    chunk.isEntry || chunk.moduleIds.some((id) => pages.some((page) => id.endsWith(page)));
  for (const chunk of chunks) if (wanted(chunk)) add(chunk.fileName);
  return [...found].sort().map((fileName) => `/${fileName}`);
}

/**
 * Builds service-worker/service-worker.ts into /sw.js, with the names of the files that the page needs to start. They carry digests, so a
 * changed page makes a changed worker, which is what a browser looks for (https://w3c.github.io/ServiceWorker/#update-algorithm).
 * @param pages endings of modules that are fetched late, but without which the frame does not stand
 */
export const serviceWorker = (pages: readonly string[]): Plugin => ({
  name: 'keepline:service-worker',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    if (dir === undefined) return this.error('the build has no folder');
    const files = filesOf(bundle, pages);
    const digest = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 16);
    await build({
      configFile: false,
      publicDir: false,
      logLevel: 'warn',
      define: { SHELL_FILES: JSON.stringify(files), SHELL_DIGEST: JSON.stringify(digest) },
      build: {
        outDir: dir,
        emptyOutDir: false,
        target: 'es2022',
        lib: {
          entry: join(import.meta.dirname, 'service-worker/service-worker.ts'),
          formats: ['iife'],
          name: 'keepline',
          fileName: () => 'sw.js',
        },
      },
    });
  },
});
