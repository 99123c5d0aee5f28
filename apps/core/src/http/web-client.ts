import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, sep } from 'node:path';
import { NotFoundException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { apiPrefix } from './api-prefix.js';

/** The folder of package.json: the sources and the build lie at different depths below it. */
function rootFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

export const builtWebClient = (): string => join(rootFolder(), 'apps/web/dist');

/** Made beside each file by the build (apps/web/precompress.ts), the best first: nothing is compressed while somebody waits. */
const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;
/** A built file's address: nothing in it can climb out of the folder. */
const builtFile = /^(\/assets)?\/[\w-][\w.-]*\.[a-z0-9]+$/i;

const isApi = (path: string): boolean => path.startsWith(`/${apiPrefix}/`);

const notBuilt = `Keepline serves its API, but the page has not been built yet.\nRun: npm run build\n`;

/** The built page: files with a digest in their name for ever, index.html never; any address that is not a file's is the page's own. */
export function serveWebClient(app: NestExpressApplication, folder: string): void {
  const index = join(folder, 'index.html');
  app.use((request: Request, response: Response, next: NextFunction) => {
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (!reading || !builtFile.test(request.path)) return next();
    const made = encodings.filter(({ ending }) => existsSync(join(folder, request.path + ending)));
    if (made.length > 0) response.vary('Accept-Encoding');
    // Asked one by one: of several the library would take the one that the browser names first, which is gzip.
    const chosen = made.find(({ name }) => request.acceptsEncodings(name) === name);
    if (chosen) request.url = request.path + chosen.ending;
    next();
  });
  const files = express.static(folder, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: (response: Response, path: string) => {
      const hashed = path.startsWith(join(folder, 'assets') + sep);
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (path === index) response.setHeader('Cache-Control', 'no-store');
      const encoding = encodings.find(({ ending }) => path.endsWith(ending));
      if (encoding) response.type(extname(basename(path, encoding.ending))).set('Content-Encoding', encoding.name);
    },
  });
  // The API has no files: each of its requests would wait for a look at the disk.
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (isApi(request.path)) next();
    else void files(request, response, next);
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    const { method, path } = request;
    const reading = method === 'GET' || method === 'HEAD';
    if (isApi(path)) return next();
    // Nothing comes after the routes outside the API's prefix: whatever is not the page's is refused here, as a problem document.
    if (!reading || /^\/api(\/|$)/.test(path) || extname(path) !== '') return next(new NotFoundException());
    response.setHeader('Cache-Control', 'no-store');
    if (!existsSync(index)) return void response.status(503).type('text/plain').send(notBuilt);
    response.sendFile(index, { cacheControl: false }, (error?: Error) =>
      error && !response.headersSent ? next(error) : undefined,
    );
  });
}
