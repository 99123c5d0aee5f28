import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import type Mail from 'nodemailer/lib/mailer';
import {
  judgeAliasLetter,
  letterReceived,
  type LetterAuthentication,
  type ReplyOf,
  type SendLetter,
} from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import { letterFacts } from '#libs/letters';
import {
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  aManager,
  aMasterKeyFile,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { Forwarding } from '../src/conversations/forwarding/forwarding.js';
import { AliasAnswers } from '../src/conversations/reach/answers/alias-answers.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

/** One letter that was ordered to go, as its bytes have it. */
export interface OrderedLetter {
  readonly order: SendLetter;
  readonly raw: Buffer;
  readonly parsed: ParsedMail;
}

export const authentic: LetterAuthentication = { spf: 'pass', dkim: 'pass', dmarc: 'pass', policy: 'reject' };

/** A company whose letters go on to the mailboxes in which its people work. */
export class ReachOffice {
  private constructor(
    readonly core: TestCore,
    readonly office: SavedChannel,
    readonly sales: SavedTeam,
    readonly anna: SavedEmployee,
    readonly boris: SavedEmployee,
    readonly head: SavedEmployee,
    readonly annas: Caller,
    readonly owner: Caller,
  ) {}

  static async open(env: Readonly<Record<string, string>> = {}): Promise<ReachOffice> {
    const keys = await mkdtemp(join(tmpdir(), 'keepline-key-'));
    // Letters are read in threads of their own, which open the store for themselves.
    const core = await aCore({
      env: { KEEPLINE_MASTER_KEY_FILE: await aMasterKeyFile(join(keys, 'master.key')), ...env },
    });
    await aCompany('Company').saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    const office = await aMailbox('office@company.test').saved(core.db);
    const anna = await anEmployee('Anna Kovalenko').inTeam(sales).saved(core.db);
    const boris = await anEmployee('Boris').inTeam(sales).seeingContacts().saved(core.db);
    const head = await aManager('Maria Head').inTeam(sales).saved(core.db);
    const owner = await core.as(await anOwner().saved(core.db));
    return new ReachOffice(core, office, sales, anna, boris, head, await core.as(anna), owner);
  }

  /** Somebody's own, as if a code had been entered. */
  async worksIn(employee: SavedEmployee, address: string): Promise<void> {
    await this.core.db.query(
      `insert into core.employee_mail (employee_id, address, verified_at) values ($1, $2, now())
       on conflict (employee_id) do update set address = excluded.address, verified_at = now(), forward = true`,
      [employee.employeeId, address],
    );
  }

  async forwards(policy: object = {}): Promise<void> {
    const { status } = await this.owner.put('forwarding-policy', {
      ...{ enabled: true, substitutes: true, channels: [] },
      ...policy,
    });
    if (status !== 200) throw new Error(`the policy was refused: ${status}`);
  }

  aClientOf(employee: SavedEmployee, address: string, name = 'Ada Lovelace'): Promise<SavedClient> {
    return aClient(name).withEmail(address).assignedTo(employee).saved(this.core.db);
  }

  /** A client's mail program writes to us, just now. */
  async writes(letter: Mail.Options, change: Partial<{ source: 'smtp' | 'imap' }> = {}): Promise<void> {
    const now = new Date();
    const raw = await composed({
      to: 'office@company.test',
      messageId: `<${randomUUID()}@client.test>`,
      date: now,
      ...letter,
    });
    await this.core.app.get(EvidenceStore).put(raw);
    const told = aLetter('x@x.test').raw(raw).date('', now.toISOString()).into(this.office.id);
    await this.core.tell(letterReceived, { ...told, ...change });
  }

  /** Everything that was ordered to go to this address, the oldest first. */
  async ordered(to: string): Promise<OrderedLetter[]> {
    const rows = await this.core.db.query<{ body: SendLetter }>(
      `select body from core.outbox where topic = 'mail.letter.send.v1' and body #>> '{envelope,to,0}' = $1 order by seq`,
      [to],
    );
    return Promise.all(
      rows.map(async ({ body }) => {
        const raw = await this.core.app.get(EvidenceStore).read(body.evidence.sha256, 50_000_000);
        return { order: body, raw, parsed: await simpleParser(raw) };
      }),
    );
  }

  /** The newest of them, when there are so many. */
  async sentOn(to: string, count = 1): Promise<OrderedLetter> {
    return eventually(
      async () => {
        await this.core.app.get(Forwarding, { strict: false }).forwardSoon();
        await this.core.app.get(AliasAnswers, { strict: false }).answerSoon();
        const letters = await this.ordered(to);
        expect(letters).toHaveLength(count);
        return letters.at(-1)!;
      },
      { withinMs: 20_000 },
    );
  }

  /** Whatever is waiting has been looked at. */
  async settled(): Promise<void> {
    await eventually(
      async () => {
        await this.core.app.get(Forwarding, { strict: false }).forwardSoon();
        await this.core.app.get(AliasAnswers, { strict: false }).answerSoon();
        const [waiting] = await this.core.db.query<{ n: number }>(
          `select (select count(*) from core.forwarding_queue)::int + (select count(*) from core.reading_queue)::int
             + (select count(*) from core.reach_letter where state = 'waiting')::int as n`,
        );
        expect(waiting!.n).toBe(0);
      },
      { withinMs: 20_000 },
    );
  }

  /** An employee's mail program writes to an alias, and their server hands it in. */
  async answers(
    from: string,
    alias: string,
    letter: Mail.Options,
    authentication: LetterAuthentication = authentic,
  ): Promise<ReplyOf<typeof judgeAliasLetter>> {
    const raw = await composed({
      ...{ from, to: alias, date: new Date(), messageId: `<${randomUUID()}@home.test>` },
      ...letter,
    });
    const evidence = await this.core.app.get(EvidenceStore).put(raw);
    const { header, contentDigest } = letterFacts(raw, new Date());
    return this.core.bus.ask(judgeAliasLetter, {
      ...{ aliases: [alias], envelopeFrom: from, receivedAt: new Date().toISOString() },
      ...{ evidence, header, contentDigest, authentication },
    });
  }

  close(): Promise<void> {
    return this.core.close();
  }
}

export const composed = (letter: Mail.Options): Promise<Buffer> => new MailComposer(letter).compile().build();

/** Of a letter everything that anybody could read in it: the bytes, each part decoded, each file. */
export async function everythingIn(raw: Buffer): Promise<string> {
  const parsed = await simpleParser(raw, { skipImageLinks: true });
  return [
    raw.toString('latin1'),
    [...parsed.headers.values()].map((value) => JSON.stringify(value)).join('\n'),
    parsed.text ?? '',
    parsed.html || '',
    ...parsed.attachments.map(
      (file) => `${file.filename ?? ''}\n${file.contentId ?? ''}\n${file.content.toString('utf8')}`,
    ),
  ].join('\n');
}
