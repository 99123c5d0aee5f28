import { Readable } from 'node:stream';
import { Body, Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Bug, OperationalError } from '#libs/errors';
import { anOwner, eventually, type SavedEmployee } from '#libs/testing';
import { Access } from '../src/http/access.decorator.js';
import { sendFile } from '../src/http/send-file.js';
import { aCore, Caller, EdgeModule, type TestCore } from './a-core.js';

/** Downloads that the client has left, and that ended without an error. */
let abandoned = 0;

const Words = z.object({ text: z.string().max(20) });

/** Routes that misbehave in every way that the edge has an answer to. */
@Controller('trial')
class TrialController {
  @Get('bug')
  @Access('public')
  bug(): never {
    throw new TypeError('secret: ada@example.test');
  }

  @Get('away')
  @Access('public')
  away(): never {
    throw new OperationalError('mail.server-away');
  }

  @Get('coded-bug')
  @Access('public')
  coded(): never {
    throw new Bug('journal.chain-broken', { name: 'Ada' });
  }

  @Post('echo')
  @Access('public')
  echo(@Body({ schema: Words }) body: z.infer<typeof Words>): z.infer<typeof Words> {
    return body;
  }

  @Get('file')
  @Access('public')
  async file(@Res() response: Response): Promise<void> {
    const open = () => Promise.resolve(Readable.from([Buffer.from('hello '), Buffer.from('world')]));
    await sendFile(response, { name: 'Рахунок "№1"\u202Efdp.exe', type: 'text/html', size: 11, open });
  }

  @Get('file-corrupt-at-once')
  @Access('public')
  async corrupt(@Res() response: Response): Promise<void> {
    const broken = new Readable({ read: () => void broken.destroy(new Bug('evidence.corrupt')) });
    await sendFile(response, { name: 'a', type: 'x', size: 5, open: () => Promise.resolve(broken) });
  }

  @Get('file-without-end')
  @Access('public')
  async endless(@Res() response: Response): Promise<void> {
    const bytes = new Readable({ read: (size) => void bytes.push(Buffer.alloc(size)) });
    await sendFile(response, { name: 'a', type: 'x', size: null, open: () => Promise.resolve(bytes) });
    abandoned += 1;
  }

  @Get('file-corrupt-later')
  @Access('public')
  async corruptLater(@Res() response: Response): Promise<void> {
    const half = function* () {
      yield Buffer.alloc(100_000);
      throw new Bug('evidence.corrupt');
    };
    await sendFile(response, {
      name: 'a',
      type: 'x',
      size: 200_000,
      open: () => Promise.resolve(Readable.from(half())),
    });
  }
}

@Module({ imports: [EdgeModule], controllers: [TrialController] })
class TrialModule {}

describe('the HTTP edge', () => {
  let core: TestCore;
  let owner: SavedEmployee;
  beforeAll(async () => {
    core = await aCore({ module: TrialModule });
    owner = await anOwner().saved(core.db);
  });
  afterAll(() => core.close());

  describe('refusals are problem documents', () => {
    const problem = (status: number, code: string) => ({
      status,
      type: 'application/problem+json; charset=utf-8',
      code,
    });
    const told = async (call: Promise<Awaited<ReturnType<Caller['get']>>>) => {
      const { status, headers, body } = await call;
      return { status, type: headers.get('content-type'), code: body.code };
    };

    it('for an address that is not there', async () => {
      expect(await told(core.stranger.get('nothing'))).toEqual(problem(404, 'route.not-found'));
      expect(await told(core.stranger.get('/api/v2/me'))).toEqual(problem(404, 'route.not-found'));
      expect(await told(core.stranger.post('/elsewhere'))).toEqual(problem(404, 'route.not-found'));
      expect(await told(core.stranger.call('PUT', 'me', {}))).toEqual(problem(404, 'route.not-found'));
    });

    it('for a body that cannot be read', async () => {
      expect(await told(core.stranger.post('trial/echo', '{"text":'))).toEqual(problem(400, 'request.malformed'));
      expect(await told(core.stranger.post('trial/echo', `{"text":"${'x'.repeat(5_000_000)}"}`))).toEqual(
        problem(413, 'request.too-large'),
      );
      expect(await told(core.stranger.get('trial/%FF'))).toEqual(problem(400, 'request.malformed'));
      expect(await told((await core.as(owner)).get('employees?limit=1&cursor=%00'))).toEqual(
        problem(400, 'page.cursor-invalid'),
      );
      const tampered = Buffer.from('["a","not an id"]').toString('base64url');
      expect(await told((await core.as(owner)).get(`employees?cursor=${tampered}`))).toEqual(
        problem(400, 'request.invalid'),
      );
    });

    it('for a form, which the API does not take', async () => {
      const form = core.stranger.with({ 'content-type': 'application/x-www-form-urlencoded' });
      expect((await form.post('trial/echo', 'text=hello')).status).toBe(400);
    });

    it('for a body of the wrong shape, with its fields named and no value', async () => {
      const { status, body, text } = await core.stranger.post('trial/echo', { text: 'a much too long secret text' });
      expect([status, body.code]).toEqual([400, 'request.invalid']);
      expect(body['errors']).toEqual([{ path: 'text', message: 'Too big: expected string to have <=20 characters' }]);
      expect(text).not.toContain('secret');
    });

    it('for NUL in a text, which no column can hold', async () => {
      const answer = await (await core.as(owner)).post('teams', { name: 'a\0b' });
      expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    });

    it('for what may pass', async () => {
      const answer = await core.stranger.get('trial/away');
      expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
        503,
        'mail.server-away',
        '5',
      ]);
    });

    it('for our own mistakes, with an incident that the log knows and not a word of the error', async () => {
      const { status, body, text } = await core.stranger.get('trial/bug');
      expect([status, body.code]).toEqual([500, 'unexpected']);
      expect(text).not.toContain('secret');
      expect(core.lines.filter((line) => line['incident'] === body['incident'])).toHaveLength(1);
      expect((await core.stranger.get('trial/coded-bug')).text).not.toMatch(/chain|Ada/);
    });
  });

  describe('another site', () => {
    const echo = (headers: Record<string, string>) => new Caller(core.url, headers).post('trial/echo', { text: 'hi' });

    it('cannot change anything: it can send neither the header nor our origin', async () => {
      const host = new URL(core.url).host;
      const statuses = async (all: Record<string, string>[]) =>
        Promise.all(all.map(async (headers) => (await echo(headers)).status));
      expect(
        await statuses([
          { 'x-keepline': '1' },
          { 'x-keepline': '1', origin: `http://${host}` },
          { 'x-keepline': '1', 'sec-fetch-site': 'same-origin' },
        ]),
      ).toEqual([201, 201, 201]);
      expect(
        await statuses([
          {},
          { 'x-keepline': '0' },
          { 'x-keepline': '1', origin: 'https://evil.test' },
          { 'x-keepline': '1', origin: 'null' },
          { 'x-keepline': '1', 'sec-fetch-site': 'cross-site' },
          { 'x-keepline': '1', 'sec-fetch-site': 'same-site' },
        ]),
      ).toEqual([403, 403, 403, 403, 403, 403]);
      expect((await echo({})).body.code).toBe('request.cross-site');
    });

    it('does not matter to a bearer token, which no page sends by itself', async () => {
      const bearer = await core.as(owner, 'bearer');
      expect((await bearer.post('trial/echo', { text: 'hi' })).status).toBe(201);
    });
  });

  describe('what it sends', () => {
    it('has strict headers and nothing about what it is made of', async () => {
      const { headers } = await core.stranger.get('setup');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      // The page telephones.
      expect(headers.get('permissions-policy')).toContain('microphone=(self)');
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
    });

    it('describes its API', async () => {
      const { body } = await core.stranger.get('openapi.json');
      expect(body['openapi']).toMatch(/^3\./);
    });

    it('serves the page, or says how to build it, at every address that is not the API', async () => {
      const { status, text, headers } = await core.stranger.get('/clients/1');
      expect(status === 200 ? text : text.trim()).toMatch(/<div id="root">|Run: npm run build$/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect((await core.stranger.get('/assets/nothing.js')).status).toBe(404);
      expect((await core.stranger.get('/../../package.json')).status).toBe(404);
      expect((await core.stranger.get('/.git/config')).text).toBe(text);
    });

    it('logs no path, query or address', async () => {
      await core.stranger.get('search?q=find-me-nowhere');
      const told = core.lines.filter((line) => String(line['msg']).startsWith('request'));
      expect(told.length).toBeGreaterThan(0);
      expect(JSON.stringify(told)).not.toMatch(/find-me-nowhere|127\.0\.0\.1/);
    });
  });

  describe('a file', () => {
    it('is saved under a harmless name and never shown', async () => {
      const { headers, text } = await core.stranger.get('trial/file');
      expect(text).toBe('hello world');
      expect(headers.get('content-length')).toBe('11');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
      expect(headers.get('content-disposition')).toBe(
        `attachment; filename="_______ __1_fdp.exe"; filename*=UTF-8''%D0%A0%D0%B0%D1%85%D1%83%D0%BD%D0%BE%D0%BA%20_%E2%84%961_fdp.exe`,
      );
    });

    it('that is corrupt from its first byte is a problem, later a broken connection', async () => {
      const atOnce = await core.stranger.get('trial/file-corrupt-at-once');
      expect([atOnce.status, atOnce.body.code]).toEqual([500, 'unexpected']);
      await expect(core.stranger.get('trial/file-corrupt-later')).rejects.toThrow('terminated');
    });

    it('that the client stops loading is no error in the log', async () => {
      const before = core.lines.filter((line) => 'incident' in line).length;
      const leave = new AbortController();
      const { body } = await fetch(new URL('trial/file-without-end', core.url), { signal: leave.signal });
      await body!.getReader().read();
      leave.abort();
      await eventually(() => expect(abandoned).toBe(1));
      expect(core.lines.filter((line) => 'incident' in line)).toHaveLength(before);
    });
  });
});
