import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { serveWebClient } from '../src/http/web-client.js';

@Module({})
class NoRoutes {}

describe('the built page', () => {
  const script = 'console.log("a letter");'.repeat(100);
  let folder: string;
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepline-page-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<div id="root">');
    await writeFile(join(folder, 'assets/page-1.js'), script);
    await writeFile(join(folder, 'assets/page-1.js.br'), brotliCompressSync(script));
    await writeFile(join(folder, 'assets/page-1.js.gz'), gzipSync(script));
    await writeFile(join(folder, 'assets/small-1.css'), 'a{}');
    app = await NestFactory.create<NestExpressApplication>(NoRoutes, { logger: false, abortOnError: false });
    serveWebClient(app, folder);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  const get = (path: string, accepted: string, more: Record<string, string> = {}) =>
    fetch(url + path, { headers: { 'accept-encoding': accepted, ...more } });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
  ])('for a browser that takes %s comes as %s, for ever', async (accepted, encoding) => {
    const { status, headers, ...answer } = await get('/assets/page-1.js', accepted).then(async (response) => ({
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    }));
    expect([status, headers.get('content-encoding'), answer.text]).toEqual([200, encoding, script]);
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('vary')).toBe('Accept-Encoding');
  });

  it('has a tag of its own in each encoding, and answers it with 304', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (encoding) =>
        (await get('/assets/page-1.js', encoding)).headers.get('etag')!,
      ),
    );
    expect(new Set(tags).size).toBe(3);
    // As a browser asks; fetch by itself would add no-cache.
    const asked = { 'if-none-match': tags[0]!, 'cache-control': 'max-age=0' };
    expect((await get('/assets/page-1.js', 'br', asked)).status).toBe(304);
    expect((await get('/assets/page-1.js', 'gzip', asked)).status).toBe(200);
  });

  it('is as it was built where compressing would not make it smaller', async () => {
    const { headers } = await get('/assets/small-1.css', 'br');
    expect([headers.get('content-encoding'), headers.get('vary')]).toEqual([null, null]);
    expect((await get('/assets/nothing.js', 'br')).status).toBe(404);
  });

  it('is the same at every address of its own, never kept', async () => {
    const response = await get('/clients/1', 'br');
    expect([response.headers.get('cache-control'), await response.text()]).toEqual(['no-store', '<div id="root">']);
  });
});
