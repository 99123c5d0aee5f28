import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { TelephonyView } from '../../../apps/core/src/telephony/engine/engine.view.js';
import type { ApiUser } from '../../product/api.js';
import { findProgram } from '../real/peer.js';
import { ReceivedByPage } from '../received-by-page.js';
import { writeWav, type Party } from './tones.js';

/**
 * An employee's browser with the product's own page: Chromium, whose microphone plays a tone. Everything that the page receives is
 * written down: bodies of HTTP answers, and the frames of web sockets, SIP and SDP among them.
 */
export class BrowserPhone {
  private readonly ear: ReceivedByPage;

  private constructor(
    private readonly folder: string,
    private readonly browser: Browser,
    readonly page: Page,
  ) {
    this.ear = new ReceivedByPage(page);
  }

  /** Opens the page and signs in; the page speaks English. */
  static async start(
    productUrl: string,
    { email, password, party }: { email: string; password: string; party: Party },
  ): Promise<BrowserPhone> {
    const folder = await mkdtemp(join(tmpdir(), 'keepline-browser-'));
    const voice = await writeWav(join(folder, 'voice.wav'), party);
    const browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--no-first-run',
        '--autoplay-policy=no-user-gesture-required',
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${voice}`,
        // Host candidates as addresses, not as names that need a resolver on the network.
        '--disable-features=WebRtcHideLocalIpsWithMdns',
        '--force-webrtc-ip-handling-policy=default',
      ],
    });
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    await context.grantPermissions(['microphone', 'notifications'], { origin: productUrl });
    // Noise suppression takes a steady tone for noise and removes it.
    await context.addInitScript(`{
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = (wish) =>
        ask({ ...wish, audio: wish.audio ? { echoCancellation: false, noiseSuppression: false, autoGainControl: false } : false });
    }`);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const phone = new BrowserPhone(folder, browser, page);
    try {
      await page.goto(`${productUrl}/`);
      await page.getByLabel('E-mail', { exact: true }).fill(email);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
      return phone;
    } catch (error) {
      // Nobody else has hold of the browser yet, and the tests would wait for it for ever.
      await phone.close();
      throw error;
    }
  }

  /** Everything that has come so far, once the bodies on their way are read. */
  everything(): Promise<string> {
    return this.ear.everything();
  }

  /** Until the page is registered at the engine, by the product's own word. */
  async untilOnline(api: ApiUser): Promise<void> {
    await eventually(
      async () => {
        const { myExtension } = await api.get<TelephonyView>('/telephony');
        if (!myExtension?.devices.some(({ kind, online }) => kind === 'softphone' && online))
          throw new Error(`the softphone is not online: ${JSON.stringify(myExtension)}`);
      },
      { withinMs: 20_000 },
    );
  }

  /** Takes the call whose card is on the page. */
  async answer(): Promise<void> {
    await this.press('Answer');
  }

  async hangUp(): Promise<void> {
    await this.press('End the call');
  }

  async press(button: string | RegExp): Promise<void> {
    await this.page
      .getByRole('button', { name: button, ...(typeof button === 'string' ? { exact: true } : {}) })
      .click();
  }

  /** As when the lid is shut: nothing says goodbye. */
  async close(): Promise<void> {
    await this.browser.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
