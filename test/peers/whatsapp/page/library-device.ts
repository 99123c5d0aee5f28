import whatsapp from 'whatsapp-web.js';
import { eventually } from '#libs/testing';
import { findProgram } from '../../real/peer.js';
import type { WhatsappPhone } from './phone.js';
import type { WhatsappWorld } from './whatsapp-world.js';

const { Client, LocalAuth } = whatsapp;

/** The unmodified library, as a gateway would hold it; what it says is kept in order. */
export class LibraryDevice {
  readonly heard: { event: string; words: unknown[] }[] = [];
  private client: whatsapp.Client;
  private looking: Promise<unknown> = Promise.resolve();

  constructor(world: WhatsappWorld, dataPath: string, pairWith?: string) {
    this.client = new Client({
      authStrategy: new LocalAuth({ dataPath }),
      webVersionCache: { type: 'none' },
      ...(pairWith && { pairWithPhoneNumber: { phoneNumber: pairWith, showNotification: true, intervalMs: 180_000 } }),
      puppeteer: {
        executablePath: findProgram('chromium')!,
        args: [...world.chromiumArgs, '--no-sandbox', '--disable-gpu', '--no-first-run'],
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      },
    });
    // Not among the library's types, and yet what it does with every page.
    const { inject } = this.client as unknown as { inject: () => Promise<void> };
    Object.assign(this.client, { inject: () => (this.looking = inject.call(this.client)) });
    const events =
      'qr code ready message message_create message_ack message_edit message_revoke_everyone message_reaction message_ciphertext ' +
      'message_ciphertext_failed disconnected change_state change_battery';
    for (const event of events.split(' '))
      this.client.on(event, (...words: unknown[]) => this.heard.push({ event, words }));
  }

  get library(): whatsapp.Client {
    return this.client;
  }

  async start(): Promise<this> {
    await this.client.initialize();
    return this;
  }

  async ready(): Promise<this> {
    await eventually(() => expect(this.heard.some(({ event }) => event === 'ready')).toBe(true), { withinMs: 20_000 });
    return this;
  }

  /** What was said with an event, once there is something that fits. */
  async hears<T = whatsapp.Message>(event: string, fits: (...words: never[]) => boolean = () => true): Promise<T> {
    return eventually(
      () => {
        const found = this.heard.find(
          (one) => one.event === event && (fits as (...w: unknown[]) => boolean)(...one.words),
        );
        if (!found) throw new Error(`no ${event} among ${this.heard.map((one) => one.event).join(' ')}`);
        return found.words[0] as T;
      },
      { withinMs: 20_000 },
    );
  }

  async linked(world: WhatsappWorld, number: string): Promise<WhatsappPhone> {
    await this.start();
    const phone = await world.scan(number, await this.hears<string>('qr'));
    await this.ready();
    return phone;
  }

  async stop(): Promise<void> {
    // The library looks anew at every page that comes: one that is closed under its eyes would be nobody's error.
    await this.looking.catch(() => undefined);
    await this.client.destroy();
  }
}
