import { createHash, randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { InteractionView } from '../../../apps/core/src/conversations/interaction.view.js';
import type { ClientView } from '../../../apps/core/src/clients/client.view.js';
import { ImapServer } from '../../peers/imap-server.js';
import { MailProgram } from '../../peers/mail-program.js';
import { sendInto, SmtpWorld } from '../../peers/smtp-world.js';
import type { ApiUser } from '../../product/api.js';
import { hostedMailbox } from '../../product/office-mailbox.js';
import { owner as ownerAccount, type Product } from '../../product/product.js';
import { crashVariable } from './crash-points.js';
import { withWords } from './fault-letters.js';
import type { Ground } from './grounds.js';

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A machine that does much else takes its time; one that is idle, three seconds. */
const readyWithinMs = 180_000;

/** The gateway is the built one and loads built modules; where this runs from its source (tests), they are in dist. */
const preload = new URL('./crash-on-purpose.js', import.meta.url).href.replace(
  /(?<!\/dist)\/test\/faults\//,
  '/dist/test/faults/',
);

/** What was said to be safe, and what may or may not be. */
interface Ledger {
  /** Originals, by SHA-256, that were offered until they were taken: each must stand once. */
  readonly letters: Set<string>;
  /** Of these: what may be told to be a letter that was there before, seen again. */
  readonly alike: Set<string>;
  /** Originals of which nobody said that they were taken: each may stand once, or not at all. */
  readonly perhaps: Set<string>;
  /** Words of answers that the API took, or our submission server said 250 for. */
  readonly answers: Set<string>;
}

export interface MailReport {
  readonly offered: number;
  readonly answered: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly corrupted: number;
  /** Answers of which nobody can know whether they arrived; each is shown as such. */
  readonly ambiguous: number;
  /** Answers that the world refused for good; each is shown as such. */
  readonly refused: number;
}

/** One office whose provider, smarthost and clients are in this process, and a ledger of everything that was offered to it. */
export class MailOffice {
  readonly imap = new ImapServer({ user: 'office@company.test', password: 'provider password' });
  readonly smarthost = new SmtpWorld();
  readonly ledger: Ledger = { letters: new Set(), alike: new Set(), perhaps: new Set(), answers: new Set() };
  /** What was measured, in words. */
  readonly notes: string[] = [];
  /** Where the provider's IMAP listens, also while it is away. */
  imapPort = 0;
  /** What the employee's mail program has not heard a 250 for: it sends it again, as it is. */
  private readonly unsent = new Map<string, string>();
  private mailPassword = '';
  private owner: ApiUser | null = null;
  private channelId = '';
  private ada: ClientView | null = null;

  /** Of the letters: those that were not yet seen where they belong. */
  private readonly missing = new Set<string>();

  private constructor(
    readonly ground: Ground,
    private readonly until: number,
  ) {}

  /** @param lastsMs after it no fault is begun */
  static async open(ground: Ground, lastsMs = Infinity): Promise<MailOffice> {
    const office = new MailOffice(ground, Date.now() + lastsMs);
    await office.start();
    office.imapPort = await office.imap.listen();
    const mailbox = hostedMailbox({ imapPort: office.imapPort, smtpPort: await office.smarthost.listen() });
    office.channelId = (await office.owner!.newMailbox(mailbox)).id;
    office.ada = await office.owner!.newClient('Ada Lovelace', 'ada@client.test');
    const made = await office.owner!.post<{ secret: string }>('/me/mail-passwords', { name: 'Laptop' });
    office.mailPassword = made.secret;
    return office;
  }

  get timeIsUp(): boolean {
    return Date.now() > this.until;
  }

  get product(): Product {
    return this.ground.product;
  }

  /** @param crash `name:passing` of a step at which the gateway ends itself @returns false where it ended before it was ready */
  async start(crash: string | null = null): Promise<boolean> {
    const once: Record<string, string> =
      crash === null ? {} : { NODE_OPTIONS: `--import=${preload}`, [crashVariable]: crash };
    try {
      await this.product.start(readyWithinMs, once);
    } catch (error) {
      if (crash === null) throw error;
      return false;
    }
    await this.signIn();
    return true;
  }

  async signIn(): Promise<void> {
    this.owner = await this.product.owner().catch(() => this.owner);
  }

  /** Letters wait in the mailbox at the provider. */
  post(letters: readonly Buffer[], { alike = false } = {}): void {
    for (const letter of letters) {
      const sha = sha256(letter);
      this.imap.deliver(letter);
      this.offered(sha);
      if (alike) this.ledger.alike.add(sha);
    }
  }

  private offered(sha: string): void {
    this.ledger.letters.add(sha);
    this.missing.add(sha);
  }

  /** A client's server hands a letter to our receiver; without a 250 it does not know. @returns the server's refusal, or null */
  async hand(letter: Buffer): Promise<string | null> {
    try {
      await sendInto(this.product.smtpPort, letter, { from: 'ada@client.test', to: 'office@company.test' });
      this.offered(sha256(letter));
      return null;
    } catch (error) {
      this.ledger.perhaps.add(sha256(letter));
      return String(error);
    }
  }

  /** The last letter that we sent comes back to us, as by a forwarding at the client's. It stands on the card already. */
  async comeBack(): Promise<void> {
    const ours = this.smarthost.letters.at(-1)!;
    this.ledger.perhaps.add(sha256(ours.source));
    await sendInto(this.product.smtpPort, ours.source, { from: 'ada@client.test', to: 'office@company.test' });
  }

  /** Somebody answers in the page. @returns the interaction, where the API said that it took it */
  async answer(): Promise<string | null> {
    const words = `answer ${randomUUID()}`;
    try {
      const sent = await this.owner!.post<InteractionView>(`/clients/${this.ada!.id}/messages`, {
        medium: 'email',
        subject: 'An answer',
        text: words,
      });
      this.ledger.answers.add(words);
      return sent.id;
    } catch {
      return null;
    }
  }

  /** A mail program hands in what it has in its outbox: one letter more, and those that it got no 250 for. */
  async submit(): Promise<void> {
    const words = `submitted ${randomUUID()}`;
    this.unsent.set(words, withWords(ownerAccount.email, 'ada@client.test', words));
    await this.submitUnsent().catch(() => undefined);
  }

  private async submitUnsent(): Promise<void> {
    if (this.unsent.size === 0) return;
    const { email: user } = ownerAccount;
    const program = await MailProgram.open(this.product.submission.port, { user, password: this.mailPassword });
    for (const [words, letter] of this.unsent) {
      await program.send({ from: user, to: ['ada@client.test'] }, letter);
      this.unsent.delete(words);
      this.ledger.answers.add(words);
    }
    program.quit();
  }

  database(): Promise<Client> {
    return this.ground.database();
  }

  /** Nobody waits for minutes: what is to be tried again is due now, and the mailbox is saved anew, as somebody would who has mended it. */
  async hurry(): Promise<void> {
    await this.owner!.patch(`/channels/${this.channelId}`, { enabled: true });
    const database = await this.database();
    await database.query(`update mail.delivery set next_attempt_at = now() where state = 'queued'`);
    await database.query(`update mail.resting_letter set rests_until = now()`);
    await database.end();
  }

  /**
   * Until everything that was offered is here and nothing is under way, or time is up.
   * @param by.itself nobody hurries what waits @returns what is still open
   */
  async settle(withinMs: number, by: { itself: boolean } = { itself: false }): Promise<number> {
    const deadline = Date.now() + withinMs;
    for (let turn = 0; ; turn++) {
      await this.submitUnsent().catch(() => undefined);
      if (turn % 10 === 9 && !by.itself) await this.hurry().catch(() => undefined);
      const open = await this.unfinished().catch(() => 1);
      if (open === 0 || Date.now() > deadline) return open;
      await pause(500);
    }
  }

  /** Until nothing that was captured waits to be read. @param stillMs after it without one more that was read it is given up @returns how many of them could not be */
  async read(stillMs: number): Promise<number> {
    const database = await this.database();
    try {
      for (let deadline = 0, fewest = Infinity; ; await pause(200)) {
        const { rows } = await database.query<{ waiting: string; unread: string }>(
          `select (select count(*) from core.reading_queue)
             + (select count(*) from core.attachment where text_state = 'waiting') as waiting,
             (select count(*) from core.interaction_content where problem is not null and sealed_text is null) as unread`,
        );
        const waiting = Number(rows[0]!.waiting);
        if (waiting === 0) return Number(rows[0]!.unread);
        if (waiting < fewest) [fewest, deadline] = [waiting, Date.now() + stillMs];
        if (Date.now() > deadline) throw new Error(`${waiting} letters or files were not read in time`);
      }
    } finally {
      await database.end();
    }
  }

  private async unfinished(): Promise<number> {
    const database = await this.database();
    try {
      // What stood there once is not asked for again before the end: the ledger may hold twenty thousand.
      const asked = [...this.missing];
      const { rows } = await database.query<{ missing: string[]; sending: string }>(
        `select array(select sha from unnest($1::text[]) sha where not exists (select from core.interaction where evidence_sha256 = sha)
             and not (sha = any ($2::text[]) and exists (select from core.sighting where evidence_sha256 = sha))) as missing,
           (select count(*) from mail.delivery where state in ('queued', 'sending'))
           + (select count(*) from core.delivery where state in ('queued', 'sending')) as sending`,
        [asked, asked.filter((sha) => this.ledger.alike.has(sha))],
      );
      const { missing, sending } = rows[0]!;
      const still = new Set(missing);
      for (const sha of asked) if (!still.has(sha)) this.missing.delete(sha);
      return missing.length + Number(sending) + this.unsent.size;
    } finally {
      await database.end();
    }
  }

  /** Ledger against database and against what the world took. */
  async report(): Promise<MailReport> {
    // A second look after the last: what would come twice would have come by now.
    await pause(2_000);
    const database = await this.database();
    const { rows: kept } = await database.query<{ sha: string; n: string }>(
      `select evidence_sha256 as sha, count(*) as n from core.interaction where direction = 'inbound' group by 1`,
    );
    const { rows: seenAgain } = await database.query<{ sha: string }>(
      `select distinct evidence_sha256 as sha from core.sighting where evidence_sha256 = any ($1::text[])`,
      [[...this.ledger.alike]],
    );
    const { rows: states } = await database.query<{ state: string; n: string }>(
      `select state, count(*) as n from core.delivery group by 1`,
    );
    await database.end();
    const { letters, perhaps, answers } = this.ledger;
    const stands = new Map(kept.map(({ sha, n }) => [sha, Number(n)]));
    const again = new Set(seenAgain.map(({ sha }) => sha));
    const inState = (state: string) => Number(states.find((row) => row.state === state)?.n ?? 0);
    const arrived = [...answers].map(
      (words) => this.smarthost.letters.filter(({ source }) => source.includes(words)).length,
    );
    const gone = arrived.filter((times) => times === 0).length;
    return {
      offered: letters.size,
      answered: answers.size,
      // An answer that did not arrive is lost unless somebody is shown that it failed or that nobody knows.
      lost:
        [...letters].filter((sha) => !stands.has(sha) && !again.has(sha)).length +
        Math.max(0, gone - inState('unknown') - inState('failed')) +
        inState('queued') +
        inState('sending'),
      duplicated:
        [...stands.values()].reduce((sum, n) => sum + n - 1, 0) +
        arrived.reduce((sum, times) => sum + Math.max(0, times - 1), 0),
      corrupted: [...stands.keys()].filter((sha) => !letters.has(sha) && !perhaps.has(sha)).length,
      ambiguous: inState('unknown'),
      refused: inState('failed'),
    };
  }

  /** @param o.keep the data of what went wrong, for whoever wants to know why */
  async close(o: { keep: boolean }): Promise<void> {
    await this.imap.close();
    await this.smarthost.close();
    await this.ground.end(o);
  }
}
