import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket, type RawData } from 'ws';
import { end } from '../peers/real/peer.js';

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Said {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/**
 * Chromium by its protocol and nothing else (https://chromedevtools.github.io/devtools-protocol/). What drives browsers for tests has it tell of
 * every request, with the stack of whoever asked; V8 then reads its functions once more to know their lines, and the page is measured with that.
 */
export class BareBrowser {
  private asked = 0;
  private readonly waiting = new Map<number, Waiting>();

  private constructor(
    private readonly process: ChildProcess,
    private readonly socket: WebSocket,
    private readonly folder: string,
  ) {
    socket.on('message', (data: RawData) => this.hear(JSON.parse((data as Buffer).toString('utf8')) as Said));
  }

  static async launch(executablePath: string, language: string): Promise<BareBrowser> {
    const folder = await mkdtemp(join(tmpdir(), 'keepline-browser-'));
    const flags = [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
    ];
    const own = ['--remote-debugging-port=0', `--user-data-dir=${folder}`, `--accept-lang=${language}`, 'about:blank'];
    const child = spawn(executablePath, [...flags, ...own], { stdio: ['ignore', 'ignore', 'pipe'] });
    const socket = new WebSocket(await addressSaidBy(child));
    await once(socket, 'open');
    return new BareBrowser(child, socket, folder);
  }

  private hear({ id, result, error }: Said): void {
    const waiting = id === undefined ? undefined : this.waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    this.waiting.delete(id);
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(new Error(error.message));
  }

  send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    const id = ++this.asked;
    this.socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise<T>((resolve, reject) =>
      this.waiting.set(id, { resolve: (result) => resolve(result as T), reject }),
    );
  }

  /** An empty page in a context of its own: nothing is kept from the one before. */
  async newPage(): Promise<BarePage> {
    const { browserContextId } = await this.send<{ browserContextId: string }>('Target.createBrowserContext');
    const target = { url: 'about:blank', browserContextId };
    const { targetId } = await this.send<{ targetId: string }>('Target.createTarget', target);
    const attach = { targetId, flatten: true };
    const { sessionId } = await this.send<{ sessionId: string }>('Target.attachToTarget', attach);
    return new BarePage(this, browserContextId, sessionId);
  }

  /**
   * Until none of its processes works. A new window is work of the browser's own for a second or two (pages of its own behind bars and menus are
   * made ready), with more threads than there are processors; whoever opens a page has had their window for long.
   */
  async rests(): Promise<void> {
    const deadline = Date.now() + 30_000;
    for (let [before, quiet] = [0, 0]; quiet < 3; await pause(200)) {
      if (Date.now() > deadline) throw new Error('Chromium never rests');
      const { processInfo } = await this.send<{ processInfo: { cpuTime: number }[] }>('SystemInfo.getProcessInfo');
      const seconds = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
      quiet = seconds - before < 0.03 ? quiet + 1 : 0;
      before = seconds;
    }
  }

  async close(): Promise<void> {
    this.socket.close();
    await end(this.process, 'SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function addressSaidBy(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const data of child.stderr!.iterator({ destroyOnReturn: false })) {
    said += String(data);
    const address = /ws:\/\/\S+/.exec(said)?.[0];
    if (address !== undefined) {
      child.stderr!.resume();
      return address;
    }
  }
  throw new Error(`Chromium did not start: ${said}`);
}

export class BarePage {
  constructor(
    private readonly browser: BareBrowser,
    private readonly context: string,
    private readonly session: string,
  ) {}

  send<T>(method: string, params: object = {}): Promise<T> {
    return this.browser.send<T>(method, params, this.session);
  }

  /** @param cookie `name=value` */
  async setCookie(cookie: string, url: string): Promise<void> {
    const [name, value] = cookie.split('=');
    await this.browser.send('Storage.setCookies', {
      cookies: [{ name, value, url }],
      browserContextId: this.context,
    });
  }

  async valueOf<T>(expression: string): Promise<T> {
    const asked = { expression, returnByValue: true };
    const { result } = await this.send<{ result: { value: T } }>('Runtime.evaluate', asked);
    return result.value;
  }

  async close(): Promise<void> {
    await this.browser.send('Target.disposeBrowserContext', { browserContextId: this.context });
  }
}
