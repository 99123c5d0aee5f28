import type { WhatsappNumberSettings } from '#libs/contracts';
import { UserError } from '#libs/errors';
import type { GraphClient } from './graph-client.js';
import { templatesOf, type KnownTemplate } from './templates.js';

const pagesAtMost = 50;
/** Names of variables change only with a new approval. */
const namesHoldMs = 10 * 60_000;

/** The templates of a number's account. */
export class TemplateList {
  private known: readonly KnownTemplate[] = [];
  private readAt = -Infinity;

  constructor(
    private readonly client: GraphClient | null,
    private readonly cloud: WhatsappNumberSettings['cloud'],
  ) {}

  /** @throws GraphRefusal, GraphAway; UserError `whatsapp.not-ready` */
  async fresh(): Promise<readonly KnownTemplate[]> {
    if (!this.client || !this.cloud) throw new UserError('whatsapp.not-ready');
    const found: KnownTemplate[] = [];
    let after: string | null = null;
    for (let page = 0; page < pagesAtMost; page++) {
      const cursor: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
      const path = `${this.cloud.businessAccountId}/message_templates?limit=200${cursor}`;
      const read = templatesOf(await this.client.get(path, 10_000));
      found.push(...read.templates);
      after = read.after;
      if (after === null) break;
    }
    this.known = found;
    this.readAt = performance.now();
    return found;
  }

  /** Of the variables of a template; null where they have numbers, or where it is not known: the API will say so. */
  async namesOf(name: string, language: string): Promise<KnownTemplate['names'] | null> {
    if (performance.now() - this.readAt > namesHoldMs) await this.fresh();
    return this.known.find((one) => one.name === name && one.language === language)?.names ?? null;
  }
}
