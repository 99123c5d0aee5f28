import type { WhatsappLinked, WhatsappNumberSettings } from '#libs/contracts';
import { pause } from '#libs/supervision';
import type { Linking, NumberFacts, Standing } from '../driver/driver.port.js';
import { bringTo } from './bringing.js';
import { CatchingUp } from './catching-up.js';
import { cageOf, type Cage } from './chromium/cage.js';
import { chromiumArgs } from './chromium/chromium-args.js';
import { findChromium } from './chromium/find-chromium.js';
import { endOrphan } from './chromium/orphan.js';
import { Errands } from './errands.js';
import type { Ended } from './ladder.js';
import type { News } from './line/asks.js';
import type { SessionDeps } from './number-session.js';
import type { Remembered, SessionFolder } from './session-folder.js';
import { SessionProcess } from './session-process.js';

export interface LifeDeps extends SessionDeps {
  readonly facts: () => NumberFacts;
  readonly folder: SessionFolder;
  readonly tell: (standing: Standing) => void;
  readonly alarm: (code: string, details?: Readonly<Record<string, string | number>>) => void;
}

//  starting ─► linking ─► syncing ─► ready        with a stored session: starting ─► syncing ─► ready
//     └───────────┴──────────┴─────────┴──► over
type Phase = 'starting' | 'linking' | 'syncing' | 'ready' | 'over';

const pairingLivesMs = 180_000;
/** Of a stop's ten seconds: what a browser that was linked just now gets to write its session. */
const settleAtStopMs = 3_000;

/** One life of a session's process, from its start to its end, watched all along. */
export class SessionLife {
  /** How it ended, and for how long it had been ready. */
  readonly over: Promise<{ ended: Ended; stoodForMs: number }>;
  private finish!: (end: { ended: Ended; stoodForMs: number }) => void;
  private readonly process: SessionProcess;
  private readonly atWork: Errands;
  private readonly ending = new AbortController();
  private readonly stopping = new AbortController();
  private phase: Phase = 'starting';
  private phaseSince = performance.now();
  private readyAt: number | null = null;
  private offlineSince: number | null = null;
  private lookedAt = performance.now();
  private shown: Linking = { qr: null, pairing: null };
  private catchingUp: CatchingUp | null = null;
  private justLinked = false;

  /**
   * @param linkBy how a phone is linked; null where one is
   * @returns null where there is no browser
   */
  static async begin(
    deps: LifeDeps,
    remembered: Remembered | null,
    linkBy: 'qr' | 'code',
  ): Promise<SessionLife | null> {
    const { settings, folder } = deps;
    const chromium = await findChromium(settings.whatsapp.chromium, settings.searchPath);
    if (chromium === null) return null;
    const cage = await cageOf(chromium, folder.path);
    if (!cage.sandboxed) deps.log.warn({ chromium }, 'Chromium runs without its sandbox: the system lets none stand');
    const orphan = await endOrphan(folder.profile);
    if (orphan !== null) deps.log.warn({ pid: orphan }, 'A browser was left over, and was ended');
    return new SessionLife(deps, remembered, linkBy, chromium, cage);
  }

  private constructor(
    private readonly deps: LifeDeps,
    private remembered: Remembered | null,
    linkBy: 'qr' | 'code',
    chromium: string,
    cage: Cage,
  ) {
    this.over = new Promise((resolve) => (this.finish = resolve));
    const { facts, folder, sink, settings, tell } = deps;
    tell({ state: 'starting', code: null, linked: remembered?.linked ?? null });
    this.process = new SessionProcess(cage, folder.path, folder.profile, bringTo(sink, facts().channelId), (news) =>
      this.hear(news),
    );
    this.atWork = new Errands(this.process, folder, this.deps.timing);
    const args = chromiumArgs(cage, settings.whatsapp.standIn);
    const { number, groups } = facts().settings;
    this.process
      .begin({ number: number.slice(1), folder: folder.path, chromium: { file: chromium, args }, groups, linkBy })
      .catch(() => this.end({ why: 'fell', code: 'whatsapp.session-not-started' }));
    void this.watch();
  }

  get isLinking(): boolean {
    return this.remembered === null && this.phase !== 'over';
  }

  get mayShowCode(): boolean {
    return this.isLinking && (this.phase === 'starting' || this.phase === 'linking');
  }

  linking(): Linking {
    this.lookedAt = performance.now();
    return this.shown;
  }

  async linkBy(way: 'qr' | 'code'): Promise<void> {
    this.lookedAt = performance.now();
    if (!this.mayShowCode) return;
    this.show({ qr: null, pairing: null });
    await this.process.ask('link', way, 15_000).catch(() => undefined);
  }

  groups(groups: WhatsappNumberSettings['groups']): void {
    void this.process.ask('groups', groups, 5_000).catch(() => undefined);
  }

  async unlink(): Promise<void> {
    if (this.phase === 'ready') await this.process.ask('unlink', null, 15_000).catch(() => undefined);
    await this.end({ why: 'unlinked' });
  }

  /** null while it is not ready. */
  get errands(): Errands | null {
    return this.phase === 'ready' ? this.atWork : null;
  }

  /** Ends it, once; nothing of it runs when `over` resolves. */
  async end(ended: Ended): Promise<void> {
    if (ended.why === 'stopped') setTimeout(() => this.stopping.abort(), settleAtStopMs).unref();
    if (this.phase !== 'over') {
      const stoodForMs = this.readyAt === null ? 0 : performance.now() - this.readyAt;
      this.enter('over');
      this.ending.abort();
      if (this.justLinked && isOpenedAgain(ended)) {
        await pause(Math.max(0, this.deps.timing.settleMs - stoodForMs), this.stopping.signal);
      }
      // What fell does not answer any more, and has nothing left to write.
      await this.process.end(ended.why === 'fell' ? 0 : this.deps.timing.stopWithinMs);
      this.finish({ ended, stoodForMs });
    }
    await this.over;
  }

  private hear(news: News): void {
    if (this.phase === 'over') return;
    const { facts, sink, tell } = this.deps;
    switch (news.is) {
      case 'qr':
        return this.heardQr(news.text);
      case 'pairing':
        this.enter('linking');
        return this.show({ qr: null, pairing: { text: news.text, expiresAt: new Date(Date.now() + pairingLivesMs) } });
      case 'syncing':
        this.shown = { qr: null, pairing: null };
        return this.enter('syncing');
      case 'ready':
        return void this.heardReady(news);
      case 'socket':
        return this.heardSocket(news.state);
      case 'battery':
        return tell({ battery: { percent: news.percent, charging: news.charging } });
      case 'typing':
        return void sink.presence(facts().channelId, news.chatId, news.what).catch(() => undefined);
      case 'progress': {
        // A large account is long in coming; as long as it comes, nothing is wrong.
        this.phaseSince = performance.now();
        const { done, total } = news;
        return tell({ progress: done >= total ? null : { done, total } });
      }
      case 'missed':
        return this.catchingUp?.now();
      case 'broken':
        return this.deps.alarm('whatsapp.not-kept', { what: news.what });
      case 'stumbled':
        return this.deps.log.warn({ name: news.name, at: news.at }, 'A session stumbled');
      case 'ended':
        return void this.end(endOf(news.why, news.code));
    }
  }

  private heardQr(text: string): void {
    // A session that is stored and not known any more: the phone took it away while we were down.
    if (this.remembered !== null) return void this.end({ why: 'logged-out' });
    this.enter('linking');
    this.show({ qr: { text, expiresAt: null }, pairing: null });
  }

  private async heardReady({ name, platform }: Extract<News, { is: 'ready' }>): Promise<void> {
    if (this.phase === 'ready') return;
    this.justLinked = this.remembered === null;
    this.readyAt = performance.now();
    const { facts, folder, tell } = this.deps;
    const now = new Date().toISOString();
    const since = this.remembered?.linked.since ?? now;
    const linked: WhatsappLinked = { since, number: facts().settings.number, name, platform };
    this.remembered = this.remembered ? { ...this.remembered, linked } : await this.firstRemembered(linked);
    if (this.ending.signal.aborted) return;
    this.enter('ready');
    tell({ linked, progress: null });
    try {
      await folder.remember(this.remembered);
    } catch (error) {
      // Without it the session would be lost with the next start: better to fall now, and be seen.
      this.deps.log.error({ err: error }, 'What is linked cannot be written down');
      return void this.end({ why: 'fell', code: 'whatsapp.folder-unwritable' });
    }
    this.catchingUp = new CatchingUp({ ...this.deps, process: this.process }, this.remembered);
    this.catchingUp.connected();
  }

  /** A new link goes on where the one before it ended. */
  private async firstRemembered(linked: WhatsappLinked): Promise<Remembered> {
    const heardTo = await this.deps.folder.heardTo();
    const heardFrom = heardTo ?? linked.since;
    return { linked, heardFrom, historyTaken: heardTo !== null, talliedTo: heardFrom };
  }

  private heardSocket(socket: string): void {
    if (this.phase !== 'ready') return;
    if (socket === 'CONNECTED') {
      if (this.offlineSince === null) return;
      this.offlineSince = null;
      this.deps.tell({ state: 'ready', code: null });
      return this.catchingUp?.connected();
    }
    if (this.offlineSince === null) this.deps.tell({ state: 'degraded', code: 'whatsapp.offline' });
    this.offlineSince ??= performance.now();
  }

  /** The library tells nothing of a browser that was killed or a page that froze: whether it lives is asked, again and again. */
  private async watch(): Promise<void> {
    const { timing, tell } = this.deps;
    let silent = 0;
    for (const { signal } = this.ending; !signal.aborted;) {
      await pause(timing.probeEveryMs, signal);
      if (signal.aborted) return;
      const probed = await this.process.ask('probe', null, timing.probeWithinMs).catch(() => null);
      if (this.ending.signal.aborted) return;
      if (probed !== null) {
        if (silent > 0 && this.phase === 'ready' && this.offlineSince === null) tell({ state: 'ready', code: null });
        silent = 0;
        this.heardSocket(probed.socket);
      } else if (++silent >= 2 && this.phase !== 'starting') {
        return void this.end({ why: 'fell', code: 'whatsapp.page-frozen' });
      } else if (this.phase === 'ready') {
        tell({ state: 'degraded', code: 'whatsapp.page-silent' });
      }
      this.judge();
    }
  }

  /** What takes too long. */
  private judge(): void {
    const { timing } = this.deps;
    const now = performance.now();
    const inPhase = now - this.phaseSince;
    if (this.phase === 'starting' && inPhase > timing.startWithinMs) {
      void this.end({ why: 'fell', code: 'whatsapp.never-started' });
    } else if (this.phase === 'syncing' && inPhase > timing.syncWithinMs) {
      void this.end({ why: 'fell', code: 'whatsapp.never-ready' });
    } else if (this.isLinking && this.phase === 'linking' && now - this.lookedAt > timing.linkingIdleMs) {
      void this.end({ why: 'idle' });
    } else if (this.offlineSince !== null && now - this.offlineSince > timing.offlineForMs) {
      void this.end({ why: 'fell', code: 'whatsapp.offline' });
    } else if (this.phase === 'ready' && this.offlineSince === null) {
      this.catchingUp?.look();
    }
  }

  private enter(phase: Phase): void {
    if (this.phase === phase || this.phase === 'over') return;
    this.phase = phase;
    this.phaseSince = performance.now();
    if (phase !== 'over') this.deps.tell({ state: phase, code: null });
  }

  private show(shown: Linking): void {
    this.shown = shown;
    if (shown.qr ?? shown.pairing) this.deps.tell({ linkingMoved: true });
  }
}

/** The link stands at WhatsApp: the stored session is used once more. */
function isOpenedAgain({ why }: Ended): boolean {
  return why === 'stopped' || why === 'conflict' || why === 'refused';
}

function endOf(why: string, code: string | null): Ended {
  switch (why) {
    case 'logged-out':
    case 'other-number':
    case 'conflict':
      return { why };
    case 'refused':
      return { why, code: code ?? 'whatsapp.refused' };
    default:
      return { why: 'fell', code: code ?? 'whatsapp.session-died' };
  }
}
