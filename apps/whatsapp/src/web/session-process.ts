import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { commandFor } from '#libs/supervision';
import type { Cage } from './chromium/cage.js';
import { endOrphan } from './chromium/orphan.js';
import { bringing, News, ordering, type Begin, type ReplyOn, type RequestOn } from './line/asks.js';
import { Line, type Answering } from './line/line.js';

/** What a session's process brings, and where it goes. */
export type Bringing = Answering<typeof bringing>;

const killedWithinMs = 5_000;

/** The process of one session's one life, with the browser under it. It holds no secret of ours: its environment is made for it. */
export class SessionProcess {
  private readonly child: ChildProcess;
  private readonly line: Line<typeof bringing, typeof ordering, News>;
  private readonly exited: Promise<void>;
  private over = false;

  /**
   * @param profile the browser's, by which what is left of it is found
   * @param take what it tells; `ended` comes exactly once, and last
   */
  constructor(
    cage: Cage,
    folder: string,
    private readonly profile: string,
    into: Bringing,
    take: (news: News) => void,
  ) {
    const { file, args, identity } = commandFor(cage.account, process.execPath, [compiledEntry()]);
    this.child = spawn(file, args, {
      ...identity,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: folder,
        LC_ALL: 'C.UTF-8',
        TZ: 'UTC',
        // A large message passes through as base64 more than once.
        NODE_OPTIONS: '--max-old-space-size=512',
      },
    });
    const end = (why: string, code: string | null) => {
      if (this.over) return;
      this.over = true;
      take({ is: 'ended', why, code });
    };
    this.exited = Promise.race([once(this.child, 'exit'), once(this.child, 'error')]).then(
      () => end('fell', 'whatsapp.session-died'),
      () => end('fell', 'whatsapp.session-not-started'),
    );
    this.line = new Line(this.child, bringing, ordering, into, {
      schema: News,
      take: (news) => (news.is === 'ended' ? end(news.why, news.code) : take(news)),
    });
  }

  begin(how: Begin): Promise<null> {
    return this.line.ask('begin', how, 20_000);
  }

  /** @throws LineBroken; and what the session threw, by its code */
  ask<K extends keyof typeof ordering>(
    what: K,
    request: RequestOn<typeof ordering, K>,
    withinMs: number,
  ): Promise<ReplyOn<typeof ordering, K>> {
    return this.line.ask(what, request, withinMs);
  }

  /** Asks it to close the browser properly, and insists. Nothing of it runs afterwards. */
  async end(withinMs: number): Promise<void> {
    if (withinMs > 0 && this.child.exitCode === null) {
      await this.line.ask('stop', null, withinMs).catch(() => undefined);
    }
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, killedWithinMs)));
    await Promise.race([this.exited, limit]);
    clearTimeout(timer);
    await endOrphan(this.profile);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }
}

/** Node runs what is compiled: where the source itself runs (tests), it is taken from the build. */
function compiledEntry(): string {
  const here = fileURLToPath(import.meta.url);
  const compiled = here.endsWith('.ts') ? here.replace('/apps/whatsapp/src/', '/dist/apps/whatsapp/src/') : here;
  return compiled.replace(/session-process\.[jt]s$/, 'child/main.js');
}
