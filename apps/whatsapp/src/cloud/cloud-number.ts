import type { WhatsappNumberSettings } from '#libs/contracts';
import { asAppError } from '#libs/errors';
import { pause } from '#libs/supervision';
import type { NumberFacts, Standing } from '../driver/driver.port.js';
import { numberFactsOf } from './cloud-account.js';
import type { GraphClient } from './graph-client.js';
import { GraphRefusal, needsPerson } from './graph-trouble.js';
import type { TemplateList } from './template-list.js';

const calmMs = 10 * 60_000;
const troubledMs = 30_000;

/** One number with the Cloud API: asks from time to time how it stands, and says so. */
export class CloudNumber {
  private readonly stopping = new AbortController();
  private linkedSince: Date | null = null;

  constructor(
    readonly facts: NumberFacts,
    /** null: there is no token. */
    readonly client: GraphClient | null,
    readonly templates: TemplateList,
    private readonly tell: (standing: Standing) => void,
  ) {}

  get cloud(): WhatsappNumberSettings['cloud'] {
    return this.facts.settings.cloud;
  }

  start(): void {
    void this.run();
  }

  /** What is being asked then has a limit of its own, and is told to nobody. */
  stop(): void {
    this.stopping.abort();
  }

  /** A request was refused for what is the number's trouble: nothing more is tried until it has passed. */
  troubled(code: string, reply: string | null): void {
    if (needsPerson.has(code)) this.tell({ state: 'waiting', code, detail: reply });
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const standing = await this.look();
      if (signal.aborted) return;
      this.tell(standing);
      await pause(standing.state === 'ready' && standing.code === null ? calmMs : troubledMs, signal);
    }
  }

  private async look(): Promise<Standing> {
    const { number } = this.facts.settings;
    if (!this.cloud) return { state: 'waiting', code: 'whatsapp.account-wrong' };
    if (!this.client) return { state: 'waiting', code: 'whatsapp.token-missing' };
    try {
      const facts = await numberFactsOf(this.client, this.cloud);
      const { name, quality } = facts;
      if (facts.number !== number) return { state: 'waiting', code: 'whatsapp.other-number' };
      this.linkedSince ??= new Date();
      const linked = { since: this.linkedSince.toISOString(), number, name, platform: 'cloud' };
      return { state: 'ready', code: null, detail: null, quality, linked };
    } catch (error) {
      const { code } = asAppError(error);
      const detail = error instanceof GraphRefusal ? error.reply : null;
      if (needsPerson.has(code) || (error instanceof GraphRefusal && error.meaning === 'failed')) {
        return { state: 'waiting', code, detail };
      }
      // Messages still come in; what goes out is tried, and waits if it must.
      return { state: 'degraded', code, detail };
    }
  }
}
