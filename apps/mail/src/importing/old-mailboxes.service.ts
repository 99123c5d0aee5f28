import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { keepOldLetters, listOldLetters, OldMailbox, ReplyOf, RequestOf } from '#libs/contracts';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { letterFactsInTurns, readLetterHeader } from '#libs/letters';
import { mailboxPassword } from '../mailboxes/mailbox-access.js';
import { isRefusal, MailServerTrouble, troubleOf } from '../mailboxes/server-trouble.js';
import { imapClient, ImapConnection } from '../receiving/imap/imap-connection.js';
import { UidRanges } from '../receiving/imap/uid-ranges.js';

type List = RequestOf<typeof listOldLetters>;
type Listed = ReplyOf<typeof listOldLetters>;
type Keep = RequestOf<typeof keepOldLetters>;
type Kept = ReplyOf<typeof keepOldLetters>['letters'][number];
type Where = Pick<List, 'importId' | 'mailbox' | 'password'>;

const commandMs = 20_000;
const listMs = 60_000;
/** Between two asks; whoever reads on later signs in anew. */
const idleMs = 60_000;
/** Larger than any mail server takes: one letter at a time is in memory. */
const largestLetter = 64 * 1024 * 1024;
const atOnceBytes = 4 * 1024 * 1024;
/** Slower than this a fetch is given up: bytes for each millisecond. */
const slowestBytesPerMs = 10;

interface Folder {
  readonly path: string;
  readonly uidValidity: string;
  /** In order. */
  readonly uids: readonly number[];
}

interface Open {
  readonly connection: ImapConnection;
  readonly password: string;
  folder: Folder | null;
  idle: NodeJS.Timeout | undefined;
}

/**
 * Reads mailboxes that are no channels of ours, for an import: a folder is EXAMINEd and letters are PEEKed, so that nothing in it changes. How far
 * the import has come is not known here; a connection is held from one ask to the next, and lost without harm.
 */
@Injectable()
export class OldMailboxes implements OnModuleDestroy {
  private readonly open = new Map<string, Open>();
  private readonly turns = new Map<string, Promise<unknown>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
  ) {}

  onModuleDestroy(): void {
    this.stopping.abort();
    for (const importId of this.open.keys()) this.close(importId);
  }

  /** @throws MailServerTrouble */
  list({ folder: path, after, uidValidity: before, most, ...where }: List): Promise<Listed> {
    return this.inTurn(where, async (open) => {
      const folder = await enter(open, path, before !== null && after > 0);
      const { uidValidity } = folder;
      const rest = folder.uids.filter((uid) => uidValidity !== before || uid > after);
      // Some may have been removed since they were listed: of a run of them that is all gone, the next is told.
      for (let at = 0; at < rest.length; at += most) {
        const letters = await headersOf(open.connection, rest.slice(at, at + most));
        if (letters.length > 0) return { uidValidity, letters, done: at + most >= rest.length };
      }
      return { uidValidity, letters: [], done: true };
    });
  }

  /** @throws MailServerTrouble; what the evidence store throws */
  async keep({ folder: path, uidValidity, uids, ...where }: Keep): Promise<ReplyOf<typeof keepOldLetters>> {
    return this.inTurn(where, async (open) => {
      const folder = await enter(open, path, true);
      if (folder.uidValidity !== uidValidity) return { letters: uids.map((uid) => lost(uid, 'mail.letter-gone')) };
      const sizes = await sizesOf(open.connection, uids);
      const kept = uids.flatMap((uid): Kept[] => {
        const size = sizes.get(uid);
        if (size === undefined) return [lost(uid, 'mail.letter-gone')];
        return size > largestLetter ? [lost(uid, 'mail.letter-too-large')] : [];
      });
      for (const together of inPortions(
        uids.filter((uid) => (sizes.get(uid) ?? Infinity) <= largestLetter),
        sizes,
      ))
        kept.push(...(await this.fetch(open.connection, together, sizes)));
      return { letters: kept };
    });
  }

  private async fetch(
    connection: ImapConnection,
    uids: readonly number[],
    sizes: ReadonlyMap<number, number>,
  ): Promise<Kept[]> {
    try {
      const bytes = uids.reduce((sum, uid) => sum + sizes.get(uid)!, 0);
      const set = UidRanges.of(uids).toSequenceSet();
      const answer = await connection.fetch(set, { uid: true, source: true }, listMs + bytes / slowestBytesPerMs);
      const sources = new Map(
        answer.flatMap(({ uid, source }) => (Buffer.isBuffer(source) && source.length > 0 ? [[uid, source]] : [])),
      );
      const got = uids.filter((uid) => sources.has(uid));
      const refs = await this.evidence.putMany(got.map((uid) => sources.get(uid)!));
      const kept: Kept[] = [];
      for (const [n, uid] of got.entries()) {
        const { header, contentDigest } = await letterFactsInTurns(sources.get(uid)!, new Date());
        kept.push({ uid, code: null, kept: { evidence: refs[n]!, contentDigest, header } });
      }
      return [...kept, ...uids.filter((uid) => !sources.has(uid)).map((uid) => lost(uid, 'mail.letter-withheld'))];
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Whichever letter it is about stays out, its neighbours come.
      if (uids.length === 1) return [lost(uids[0]!, 'mail.letter-withheld')];
      const one: Kept[] = [];
      for (const uid of uids) one.push(...(await this.fetch(connection, [uid], sizes)));
      return one;
    }
  }

  /** One ask after another for each import. A connection that was held and broke meanwhile is no trouble: it is entered anew. */
  private async inTurn<T>(where: Where, work: (open: Open) => Promise<T>): Promise<T> {
    const { importId } = where;
    const turn = (this.turns.get(importId) ?? Promise.resolve()).then(async () => {
      const held = this.open.has(importId);
      try {
        return await this.once(where, work);
      } catch (error) {
        if (!held || !(error instanceof MailServerTrouble) || error.code !== 'mail.server-away') throw error;
        return this.once(where, work);
      }
    });
    const settled = turn.catch(() => undefined);
    this.turns.set(importId, settled);
    void settled.then(() => this.turns.get(importId) === settled && this.turns.delete(importId));
    return turn;
  }

  private async once<T>(where: Where, work: (open: Open) => Promise<T>): Promise<T> {
    const open = await this.connected(where);
    try {
      return await work(open);
    } catch (error) {
      this.close(where.importId);
      // Our own troubles and those of the store keep their names.
      throw error instanceof Error && 'kind' in error ? error : troubleOf(error);
    } finally {
      if (this.open.get(where.importId) === open)
        open.idle = setTimeout(() => this.close(where.importId), idleMs).unref();
    }
  }

  private async connected({ importId, mailbox, password }: Where): Promise<Open> {
    const before = this.open.get(importId);
    clearTimeout(before?.idle);
    if (before?.password === password) return before;
    if (before) this.close(importId);
    const client = imapClient(accessOf(mailbox, this.masterKey.unsealText(password, mailboxPassword)), {
      commandMs,
      pollMs: idleMs,
    });
    const connection = new ImapConnection(client, commandMs, this.stopping.signal);
    try {
      await connection.run((imap) => imap.connect(), commandMs * 2);
    } catch (error) {
      connection.close();
      throw troubleOf(error);
    }
    const open = { connection, password, folder: null, idle: undefined };
    this.open.set(importId, open);
    return open;
  }

  private close(importId: string): void {
    const open = this.open.get(importId);
    clearTimeout(open?.idle);
    this.open.delete(importId);
    open?.connection.close();
  }
}

const accessOf = ({ host, port, security, user }: OldMailbox, password: string) => ({
  ...{ host, port, security, user, password },
});

const lost = (uid: number, code: string): Kept => ({ uid, code, kept: null });

/** @param going the folder is being read: what came into it meanwhile is not looked for */
async function enter(open: Open, path: string, going: boolean): Promise<Folder> {
  if (going && open.folder?.path === path) return open.folder;
  const { connection } = open;
  const mailbox = await connection.run((imap) => imap.mailboxOpen(path, { readOnly: true }));
  const found = await connection.run((imap) => imap.search({ all: true }, { uid: true }), listMs);
  if (!Array.isArray(found)) throw new MailServerTrouble('mail.server-refused');
  open.folder = { path, uidValidity: String(mailbox.uidValidity), uids: found.toSorted((a, b) => a - b) };
  return open.folder;
}

async function headersOf(connection: ImapConnection, uids: readonly number[]): Promise<Listed['letters']> {
  const answer = await connection.fetch(
    UidRanges.of(uids).toSequenceSet(),
    { uid: true, size: true, internalDate: true, flags: true, headers: true },
    listMs,
  );
  return answer
    .flatMap(({ uid, size, internalDate, flags, headers }) => {
      const received = new Date(internalDate ?? Number.NaN);
      const receivedAt = Number.isNaN(received.getTime()) ? new Date() : received;
      const { header } = readLetterHeader(headers ?? Buffer.alloc(0), new Date());
      const draft = flags?.has('\\Draft') ?? false;
      return [{ uid, size: size ?? 0, receivedAt: receivedAt.toISOString(), draft, header }];
    })
    .sort((a, b) => a.uid - b.uid);
}

async function sizesOf(connection: ImapConnection, uids: readonly number[]): Promise<Map<number, number>> {
  const answer = await connection.fetch(UidRanges.of(uids).toSequenceSet(), { uid: true, size: true }, listMs);
  return new Map(answer.map(({ uid, size }) => [uid, size ?? 0]));
}

function* inPortions(uids: readonly number[], sizes: ReadonlyMap<number, number>): Generator<number[]> {
  let open: number[] = [];
  let bytes = 0;
  for (const uid of uids) {
    const size = sizes.get(uid)!;
    if (open.length > 0 && bytes + size > atOnceBytes) {
      yield open;
      [open, bytes] = [[], 0];
    }
    open.push(uid);
    bytes += size;
  }
  if (open.length > 0) yield open;
}
