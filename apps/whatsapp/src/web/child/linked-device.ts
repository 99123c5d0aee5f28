import { once } from 'node:events';
import { join } from 'node:path';
import type WAWebJS from 'whatsapp-web.js';
import whatsapp from 'whatsapp-web.js';
import type { Begin, News } from '../line/asks.js';
import { whatsappIdOf } from '../mapping/page-ids.js';
import { Capture, type HandOver } from './capture.js';
import { modelOf, refusals, troubleOf, type Raw } from './library-words.js';
import { LookingBack } from './looking-back.js';
import { Media } from './media.js';
import { chatTitle, ownIds, phoneKnownBehind, refreshQr, sayThatSynced, socketState } from './page-functions.js';
import { keepMediaInPage } from './page-media.js';
import { Page, within } from './page.js';
import { Parties } from './parties.js';
import { Sender } from './sending.js';
import { TypingWatch } from './typing.js';
import { WaitingWords } from './waiting-words.js';

const { Client, LocalAuth } = whatsapp;
// Among what the library gives, and not among its types.
const { Message } = whatsapp as unknown as {
  Message: new (client: WAWebJS.Client, model: unknown) => WAWebJS.Message;
};

const lookEveryMs = 500;
/** Synced, and the library has not said so: it missed it. */
const missedAfterMs = 2_000;
/** Time for a page that is not ours to say goodbye to its phone. */
const goodbyeMs = 5_000;
const closeWithinMs = 5_000;
const pairingEveryMs = 180_000;

interface Ways {
  readonly tell: (news: News) => void;
  readonly handOver: HandOver;
}

/** WhatsApp's page in a browser of our own, with the unmodified library in between, and what we know of both (docs/decisions/0011). */
export class LinkedDevice {
  readonly capture: Capture;
  readonly sender: Sender;
  readonly media: Media;
  readonly lookingBack: LookingBack;
  private readonly typingWatch: TypingWatch;
  private readonly client: WAWebJS.Client;
  private readonly page: Page;
  private me: string[] = [];
  private ready = false;
  private over = false;
  private linkBy: 'qr' | 'code';
  private socket = 'OPENING';
  private syncedSince: number | null = null;

  static async prepare(begin: Begin, ways: Ways): Promise<LinkedDevice> {
    return new LinkedDevice(begin, await WaitingWords.open(begin.folder), ways);
  }

  private constructor(
    private readonly how: Begin,
    words: WaitingWords,
    private readonly ways: Ways,
  ) {
    this.linkBy = how.linkBy;
    this.client = new Client({
      authStrategy: new LocalAuth({ dataPath: how.folder }),
      // A page that was kept once would be loaded again, whatever it was.
      webVersionCache: { type: 'none' },
      takeoverOnConflict: false,
      qrMaxRetries: 0,
      // Otherwise it says that it is a browser of 2022 on a Mac.
      userAgent: false as unknown as string,
      puppeteer: {
        executablePath: how.chromium.file,
        args: how.chromium.args,
        // Theirs end the browser and leave this process standing.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        protocolTimeout: 10 * 60_000,
      },
    });
    this.page = new Page(this.client);
    const messageOf = (model: unknown) => new Message(this.client, model);
    const groups = () => this.groups;
    const parties = new Parties(
      {
        phoneBehind: async (lid) => (await within(this.client.getContactLidAndPhone([lid]), 10_000))[0]?.pn ?? null,
        phoneKnownBehind: (lid) => this.page.run(phoneKnownBehind, [lid]),
        titleOf: (group) => this.page.run(chatTitle, [group]),
      },
      (party) => this.capture.live({ is: 'learned', party }),
    );
    this.capture = new Capture(parties, words, ways.handOver, groups, () => this.me, ways.tell);
    this.typingWatch = new TypingWatch(this.page, (chatId, what) => ways.tell({ is: 'typing', chatId, what }));
    this.media = new Media(this.page, join(how.folder, 'media'), messageOf);
    this.lookingBack = new LookingBack(this.page, this.capture, groups, (progress) =>
      ways.tell({ is: 'progress', ...progress }),
    );
    this.sender = new Sender({
      client: this.client,
      page: this.page,
      capture: this.capture,
      media: this.media,
      messageOf,
      me: () => this.me,
    });
    this.groups = how.groups;
    this.listen();
  }

  groups: Begin['groups'];

  /** Opens the page. How it goes is told; a page that never comes is seen by whoever waits for it. */
  open(): void {
    this.client.initialize().catch((error: unknown) => this.end('fell', troubleOf(error)));
    void this.look();
  }

  async link(way: 'qr' | 'code'): Promise<void> {
    const before = this.linkBy;
    this.linkBy = way;
    if (way === 'code') await this.askForCode();
    else if (before === 'code') await within(this.client.cancelPairingCode(), closeWithinMs);
    else await this.page.run(refreshQr, []);
  }

  async probe(): Promise<{ socket: string; synced: boolean; ready: boolean }> {
    const state = await this.page.run(socketState, [], 60_000);
    return { ...state, ready: this.ready };
  }

  async typing(wid: string, is: 'typing' | 'recording' | 'paused'): Promise<boolean> {
    const chat = await within(this.client.getChatById(wid), 5_000);
    if (is === 'typing') await chat.sendStateTyping();
    else if (is === 'recording') await chat.sendStateRecording();
    else await chat.clearState();
    return true;
  }

  async markRead(wid: string): Promise<void> {
    await within(this.client.sendSeen(wid), 10_000);
  }

  /** Ends the link at WhatsApp too. */
  async logOut(): Promise<void> {
    this.over = true;
    this.silence();
    await within(this.client.logout(), goodbyeMs).catch(() => undefined);
  }

  /** The browser closes by itself, so that it writes its session down. */
  async close(): Promise<void> {
    this.over = true;
    this.silence();
    const browser = this.client.pupBrowser?.process();
    await within(Client.prototype.destroy.call(this.client), closeWithinMs).catch(() => undefined);
    // destroy() waits for nothing where the browser is on its way out already: what is not written down yet would be lost.
    if (browser && browser.exitCode === null && browser.signalCode === null) {
      await within(once(browser, 'exit'), closeWithinMs).catch(() => undefined);
    }
  }

  private listen(): void {
    const { client, ways, capture, sender } = this;
    client.on('qr', (text: string) => {
      if (this.linkBy === 'code') void this.askForCode().catch(() => undefined);
      else ways.tell({ is: 'qr', text });
    });
    client.on('code', (text: string) => ways.tell({ is: 'pairing', text }));
    client.on('ready', () => void this.heardReady().catch((error: unknown) => this.end('fell', troubleOf(error))));
    client.on('disconnected', (reason: string) => this.heardDisconnected(reason));
    client.on('change_state', (state: string) => this.heardSocket(state));
    client.on('change_battery', ({ battery, plugged }: { battery: number; plugged: boolean }) =>
      ways.tell({ is: 'battery', percent: Math.round(battery), charging: plugged }),
    );
    client.on('message_create', ({ rawData, fromMe, from }: Raw) => {
      if (fromMe) return sender.heard(rawData);
      capture.live({ is: 'message', model: rawData, origin: 'live' });
      return this.typingWatch.about(from);
    });
    client.on('message_ciphertext', ({ rawData }: Raw) =>
      capture.live({ is: 'message', model: rawData, origin: 'live' }),
    );
    client.on('message_edit', ({ rawData }: Raw, after: unknown, before: unknown) =>
      capture.live({ is: 'edit', model: rawData, after, before }),
    );
    client.on('message_revoke_everyone', ({ rawData }: Raw) => capture.live({ is: 'revoke', model: rawData }));
    client.on('message_reaction', (reaction: WAWebJS.Reaction) =>
      capture.live({ is: 'reaction', model: modelOf(reaction) }),
    );
    client.on('message_ack', ({ rawData, fromMe }: Raw, ack: number) => {
      if (fromMe) sender.acked(rawData, ack);
    });
  }

  /** Comes again with every synchronisation. */
  private async heardReady(): Promise<void> {
    if (this.ready || this.over) return;
    const { phone, lid } = await this.page.run(ownIds, []);
    if (this.ready || this.over) return;
    if (phone === null || whatsappIdOf(phone) !== this.how.number) {
      // Somebody else's account: nothing of it is looked at.
      await this.logOut();
      return this.end('other-number', null, true);
    }
    this.me = [phone, lid].filter((one) => one !== null);
    this.ready = true;
    await this.page.run(keepMediaInPage, []);
    await this.typingWatch.begin(this.client).catch(() => undefined);
    const { pupBrowser, pupPage, info } = this.client;
    pupBrowser?.once('disconnected', () => this.end('fell', 'whatsapp.browser-died'));
    pupPage?.once('error', () => this.end('fell', 'whatsapp.page-crashed'));
    this.ways.tell({
      is: 'ready',
      name: info.pushname?.slice(0, 200) ?? null,
      platform: info.platform?.slice(0, 60) ?? null,
    });
    this.capture.begin();
  }

  /** What the library does not tell of: a QR that ran out, a synchronisation that it missed. */
  private async look(): Promise<void> {
    while (!this.over && !this.ready) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      const state = await this.page.run(socketState, [], 5_000).catch(() => null);
      if (state === null || this.over) continue;
      this.heardSocket(state.socket);
      if (state.socket === 'UNPAIRED_IDLE' && this.linkBy === 'qr')
        await this.page.run(refreshQr, []).catch(() => undefined);
      if (state.socket !== 'CONNECTED' || !state.synced) this.syncedSince = null;
      else this.syncedSince ??= performance.now();
      if (this.syncedSince !== null && performance.now() - this.syncedSince > missedAfterMs) {
        this.syncedSince = null;
        await this.page.run(sayThatSynced, []).catch(() => undefined);
      }
    }
  }

  private heardSocket(state: string): void {
    if (state === this.socket || this.over) return;
    this.socket = state;
    if (!this.ready && (state === 'PAIRING' || state === 'CONNECTED')) this.ways.tell({ is: 'syncing' });
    this.ways.tell({ is: 'socket', state });
    const refused = refusals[state];
    if (refused !== undefined) this.end('refused', refused);
    else if (state === 'CONFLICT') this.end('conflict', null);
  }

  private heardDisconnected(reason: string): void {
    const refused = refusals[reason];
    if (reason === 'LOGOUT' || reason === 'UNPAIRED' || reason === 'UNPAIRED_IDLE') this.end('logged-out', null);
    else if (reason === 'CONFLICT') this.end('conflict', null);
    else this.end(refused === undefined ? 'fell' : 'refused', refused ?? 'whatsapp.disconnected');
  }

  private async askForCode(): Promise<void> {
    await within(this.client.requestPairingCode(this.how.number, true, pairingEveryMs), 15_000);
  }

  private end(why: string, code: string | null, told = false): void {
    if (this.over && !told) return;
    this.over = true;
    this.silence();
    this.ways.tell({ is: 'ended', why, code });
  }

  /**
   * After LOGOUT the library deletes the profile under the browser and begins anew in it; what it links then is lost with the next start.
   * After CONFLICT it closes the browser at once, and a session that was linked just now would not be on disk yet.
   */
  private silence(): void {
    const inside = this.client as unknown as { inject: () => Promise<void>; destroy: () => Promise<void> };
    inside.inject = () => Promise.resolve();
    inside.destroy = () => Promise.resolve();
  }
}
