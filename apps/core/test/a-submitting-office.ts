import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  letterSubmitted,
  routeSubmitted,
  type ChannelId,
  type InteractionId,
  type LetterSubmitted,
  type Route,
  type SendLetter,
  type SubmittedLetter,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { letterFacts, readLetterHeader, rewriteHead } from '#libs/letters';
import {
  aClient,
  aCompany,
  aMailbox,
  aManager,
  aMasterKey,
  aMasterKeyFile,
  anEmployee,
  anOwner,
  aTeam,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import {
  firstSubmissionPolicy,
  type SubmissionPolicy,
} from '../src/conversations/submission/policy/submission-policy.js';
import { sealContent } from '../src/conversations/interaction-content.js';
import { SubmissionRelease } from '../src/conversations/submission/submission-release.js';
import { ReadingRepository } from '../src/conversations/reading/reading.repository.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

export interface Written {
  to: string[];
  header?: string[];
  body?: string;
  messageId?: string;
  /** Content-Type. */
  type?: string;
  goesAt?: string;
  said?: Partial<SubmittedLetter['said']>;
}
export interface Submitted {
  route: Route;
  events: LetterSubmitted[];
  original: Buffer;
}
export interface Line {
  id: string;
  conversationId: string;
  direction: string;
  subject: string;
  status: string;
  flags: string[];
  employee: { id: string } | null;
  text: string | null;
}

export const policyWith = (change: Partial<SubmissionPolicy> = {}): SubmissionPolicy => ({
  ...firstSubmissionPolicy,
  ...change,
});

export const routed = ({ route }: Submitted) => {
  if (route.is === 'refused') throw new Error(route.code);
  return route.letters;
};

/** An office whose employees write in mail programs: Anna does, Maria is her head. */
export class SubmittingOffice {
  /** Anna's client, another one for each test. */
  ada!: SavedClient;
  adas!: string;
  passwordId!: string;

  private constructor(
    readonly core: TestCore,
    readonly mailbox: { id: ChannelId; address: string },
    readonly anna: SavedEmployee,
    readonly head: SavedEmployee,
    readonly page: Caller,
    readonly headsPage: Caller,
    readonly ownersPage: Caller,
  ) {}

  static async open(): Promise<SubmittingOffice> {
    const keys = await mkdtemp(join(tmpdir(), 'keepline-key-'));
    // Letters are read in threads of their own, which open the store for themselves.
    const core = await aCore({ env: { KEEPLINE_MASTER_KEY_FILE: await aMasterKeyFile(join(keys, 'master.key')) } });
    const { db } = core;
    await aCompany('Company').saved(db);
    const sales = await aTeam('Sales').saved(db);
    const mailbox = await aMailbox('office@company.test').saved(db);
    const anna = await anEmployee('Anna Kovalenko').inTeam(sales).saved(db);
    const head = await aManager('Maria Head').inTeam(sales).saved(db);
    const page = await core.as(anna);
    const owners = await core.as(await anOwner().saved(db));
    const office = new SubmittingOffice(core, mailbox, anna, head, page, await core.as(head), owners);
    const made = await page.post('me/mail-passwords', { name: 'Laptop' });
    office.passwordId = (made.body['view'] as { id: string }).id;
    return office;
  }

  /** Before each test: nothing that another one has changed. */
  async begin(): Promise<void> {
    this.adas = `ada.${randomUUID()}@client.test`;
    this.ada = await aClient('Ada').withEmail(this.adas).assignedTo(this.anna).saved(this.core.db);
    await this.core.db.query(`update core.copy_rule set enabled = false`);
    await this.ownersPage.put('submission-policy', policyWith());
    const protection = { outgoing: 'warn', captured: true, strangers: true, allowed: [] };
    await this.ownersPage.put('protection/policy', protection);
  }

  /** As the mail role does it: asks, writes anew, keeps, tells. */
  async submit({
    to,
    header = [],
    body = 'Good day.',
    messageId = `<${randomUUID()}@anna-laptop>`,
    type = 'text/plain; charset=utf-8',
    goesAt,
    said: words,
  }: Written): Promise<Submitted> {
    const { anna, core, passwordId } = this;
    const head = Buffer.from(
      [
        `From: Anna <${anna.email}>`,
        `To: ${to.join(', ')}`,
        'Subject: Offer',
        'Date: Fri, 27 Nov 2026 09:12:40 +0200',
        `Message-ID: ${messageId}`,
        `Content-Type: ${type}`,
        ...header,
        '',
        '',
      ].join('\r\n'),
    );
    const now = new Date();
    const { header: said } = readLetterHeader(head, now);
    const { routes } = await core.bus.ask(routeSubmitted, {
      letters: [
        {
          ...{ employeeId: anna.employeeId, passwordId, header: said, machine: 'anna-laptop', program: null },
          ...{ goesAt: goesAt ?? null, said: { aliases: [], shortcuts: [], ...words } },
          envelope: { from: anna.email, to },
        },
      ],
    });
    const route: Route = routes[0]!;
    const original = Buffer.concat([head, Buffer.from(`${body}\r\n`)]);
    if (route.is === 'refused') return { route, events: [], original };
    const events: LetterSubmitted[] = [];
    for (const { identity, words: _, ...where } of route.letters) {
      const bytes = Buffer.concat([rewriteHead(head, { ...identity, date: now }), Buffer.from(`${body}\r\n`)]);
      const evidence = await this.evidence.put(bytes);
      const facts = letterFacts(bytes, now);
      const event: LetterSubmitted = {
        ...{
          submissionId: randomUUID(),
          employeeId: anna.employeeId,
          receivedAt: now.toISOString(),
          evidence,
          ...facts,
        },
        original: {
          messageId: said.messageId,
          contentDigest: letterFacts(original, now).contentDigest,
        },
        ...{ goesAt: goesAt ?? null, route: where },
      };
      await core.tell(letterSubmitted, event);
      events.push(event);
    }
    return { route, events, original };
  }

  /** As the reading's thread leaves it. */
  async read({ evidence }: LetterSubmitted, text: string, problem: string | null = null): Promise<void> {
    const { app, db } = this.core;
    const [row] = await db.query<{ id: InteractionId }>(`select id from core.interaction where evidence_sha256 = $1`, [
      evidence.sha256,
    ]);
    const sealed = sealContent(aMasterKey(), { text, html: null }, 'email');
    const content = { ...sealed, attachments: '[]', lexemes: '', numbers: [], tokens: [], problem, report: null };
    const told = { receipt: null, saysAbsent: false };
    await app
      .get(UnitOfWork, { strict: false })
      .run((tx) =>
        app
          .get(ReadingRepository, { strict: false })
          .store(tx, [{ interactionId: row!.id, content: { ...content, ...told } }]),
      );
  }

  /** What had to be read first goes, or waits for a head. */
  released(): Promise<void> {
    return this.core.app.get(SubmissionRelease, { strict: false }).lookSoon();
  }

  async orders(of: LetterSubmitted): Promise<SendLetter[]> {
    const rows = await this.core.db.query<{ body: SendLetter }>(
      `select body from core.outbox where topic = 'mail.letter.send.v1' order by seq`,
    );
    return rows.map(({ body }) => body).filter(({ evidence }) => evidence.sha256 === of.evidence.sha256);
  }

  async recipients(of: LetterSubmitted): Promise<string[]> {
    return (await this.orders(of)).flatMap(({ envelope }) => envelope.to);
  }

  async timeline(client: SavedClient = this.ada): Promise<Line[]> {
    return (await this.page.get(`clients/${client.id}/timeline`)).body.items as Line[];
  }

  get evidence(): EvidenceStore {
    return this.core.app.get(EvidenceStore, { strict: false });
  }

  close(): Promise<void> {
    return this.core.close();
  }
}
