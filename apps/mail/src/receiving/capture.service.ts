import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { letterReceived, type ChannelId, type EvidenceRef, type LetterReceived } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore, letGo } from '#libs/evidence';
import {
  letterFacts,
  letterFactsInTurns,
  LetterTap,
  storable,
  type LetterFacts,
  type LetterReader,
} from '#libs/letters';
import { Outbox } from '#libs/messaging';
import { Metrics } from '#libs/observability';
import type { Counter } from 'prom-client';
import { heldWholeBytes, readUpTo } from '../incoming/held-whole.js';
import { IncomingQueue } from '../incoming/incoming-queue.js';
import type { IncomingRecord } from '../incoming/record.js';
import { FolderCursorRepository, type FolderLife } from './folder-cursor.repository.js';
import type { ListedLetter } from './imap/fetch-windows.js';
import type { FetchedLetter, FolderSink } from './imap/folder-sink.js';

export interface WatchedAs {
  channelId: ChannelId;
  folder: string;
  direction: 'inbound' | 'outbound';
}

export interface ReceivedEnvelope {
  from: string;
  to: readonly { channelId: ChannelId; address: string }[];
}

const bySmtp = 'by-smtp';

interface TakenBySmtp {
  readonly envelope: ReceivedEnvelope;
  readonly receivedAt: string;
  /** The same however often it is stored. */
  readonly transaction: string;
}

/** A letter that came by SMTP, as evidence; nobody has been told of it yet. */
export interface KeptLetter {
  readonly evidence: EvidenceRef;
  readonly facts: LetterFacts;
  readonly receivedAt: Date;
}

/** Makes letters durable: first the original as evidence, then event and cursor in one transaction, and only then the peer hears of it. */
@Injectable()
export class CaptureService {
  private readonly captured: Counter<'source'>;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly evidence: EvidenceStore,
    private readonly cursors: FolderCursorRepository,
    private readonly incoming: IncomingQueue,
    metrics: Metrics,
  ) {
    incoming.handle(bySmtp, (records) => this.storeTaken(records));
    this.captured = metrics.counter(
      'keepline_mail_letters_captured_total',
      'Letters made durable, by where they came from',
      ['source'],
    );
  }

  /** Where the session of one folder puts its letters. */
  sinkFor(watched: WatchedAs): FolderSink {
    const lifeOf = (uidValidity: bigint): FolderLife => ({ ...watched, uidValidity });
    return {
      open: (uidValidity) =>
        this.uow.run(async (tx) => ({
          fetched: await this.cursors.findFetched(tx, lifeOf(uidValidity)),
          resting: await this.cursors.findResting(tx, lifeOf(uidValidity)),
        })),
      store: (uidValidity, letters) => this.storeFetched(watched, lifeOf(uidValidity), letters),
      storeStreamed: (uidValidity, letter, source) => this.storeStreamed(watched, lifeOf(uidValidity), letter, source),
      rest: (uidValidity, uid, code) => this.uow.run((tx) => this.cursors.rest(tx, lifeOf(uidValidity), uid, code)),
      forget: (uidValidity, uids) => this.uow.run((tx) => this.cursors.forgetResting(tx, lifeOf(uidValidity), uids)),
    };
  }

  /** A letter on its way in by SMTP. Resolves when it is durable for every channel that it is meant for. */
  async receive(source: Readable, envelope: ReceivedEnvelope): Promise<void> {
    const { bytes, rest } = await readUpTo(source, heldWholeBytes);
    if (rest !== null)
      return this.tell(await this.hold(Readable.from(joined(bytes, rest), { objectMode: false })), envelope);
    const facts: TakenBySmtp = { envelope, receivedAt: new Date().toISOString(), transaction: randomUUID() };
    await this.incoming.put({ kind: bySmtp, facts, pieces: bytes });
  }

  /** What was taken a moment ago, or by a process that was killed: then some may have been stored already, and core knows them again. */
  private async storeTaken(records: readonly IncomingRecord[]): Promise<void> {
    const letters = records.map(({ facts, pieces }) => ({
      source: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces),
      ...(facts as TakenBySmtp),
    }));
    const refs = await this.evidence.putMany(letters.map(({ source }) => source));
    const bodies: LetterReceived[] = [];
    for (const [at, { envelope, receivedAt, transaction, source }] of letters.entries()) {
      const facts = letterFacts(source, new Date(receivedAt));
      bodies.push(...bodiesBySmtp({ evidence: refs[at]!, ...facts }, envelope, { receivedAt, transaction }));
      if (at % 16 === 15) await breathe();
    }
    await this.uow.run((tx) => this.outbox.addMany(tx, letterReceived, bodies));
    this.captured.inc({ source: 'smtp' }, letters.length);
  }

  /** The first half: its original is durable. */
  async hold(source: Readable): Promise<KeptLetter> {
    const { evidence, reader } = await this.keep(source);
    const receivedAt = new Date();
    return { evidence, receivedAt, facts: reader.finish(receivedAt) };
  }

  /** The second: so is what is told of it. */
  async tell({ evidence, facts, receivedAt }: KeptLetter, envelope: ReceivedEnvelope): Promise<void> {
    const by = { receivedAt: receivedAt.toISOString(), transaction: randomUUID() };
    const bodies = bodiesBySmtp({ evidence, ...facts }, envelope, by);
    await this.uow.run((tx) => this.outbox.addMany(tx, letterReceived, bodies));
    this.captured.inc({ source: 'smtp' });
  }

  private async storeFetched(watched: WatchedAs, life: FolderLife, letters: readonly FetchedLetter[]): Promise<void> {
    const storing = this.evidence.putMany(letters.map(({ source }) => source));
    storing.catch(() => undefined);
    const facts: LetterFacts[] = [];
    for (const { source, receivedAt } of letters) facts.push(await letterFactsInTurns(source, laterOf(receivedAt)));
    const refs = await storing;
    const bodies = letters.map((letter, i) => bodyOf(watched, life, letter, { evidence: refs[i]!, ...facts[i]! }));
    await this.commit(life, letters, bodies);
    for (const { source } of letters) letGo(source);
  }

  private async storeStreamed(
    watched: WatchedAs,
    life: FolderLife,
    letter: ListedLetter,
    source: Readable,
  ): Promise<void> {
    const { evidence, reader } = await this.keep(source);
    const facts = { evidence, ...reader.finish(laterOf(letter.receivedAt)) };
    await this.commit(life, [letter], [bodyOf(watched, life, letter, facts)]);
  }

  /** Stored while it is read. @throws the source's error, or the store's */
  private async keep(source: Readable): Promise<{ evidence: EvidenceRef; reader: LetterReader }> {
    const tap = new LetterTap();
    const stored = this.evidence.put(tap).catch((error: unknown) => {
      // A store that gave up reads no more: without this the source would wait for it for ever.
      tap.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    });
    stored.catch(() => undefined);
    await pipeline(source, tap);
    return { evidence: await stored, reader: tap.reader };
  }

  private async commit(life: FolderLife, letters: readonly ListedLetter[], bodies: LetterReceived[]): Promise<void> {
    await this.uow.run(async (tx) => {
      await this.outbox.addMany(tx, letterReceived, bodies);
      await this.cursors.markFetched(
        tx,
        life,
        letters.map(({ uid }) => uid),
      );
    });
    this.captured.inc({ source: 'imap' }, letters.length);
  }
}

/** One for each channel that the letter is meant for. */
function bodiesBySmtp(
  facts: Pick<LetterReceived, 'evidence' | 'header' | 'contentDigest'>,
  { from, to }: ReceivedEnvelope,
  { receivedAt, transaction }: Pick<TakenBySmtp, 'receivedAt' | 'transaction'>,
): LetterReceived[] {
  const channels = new Set(to.map(({ channelId }) => channelId));
  return [...channels].map((channelId) => ({
    channelId,
    ...{ source: 'smtp', sourceRef: `smtp;${transaction}`, direction: 'inbound', receivedAt },
    ...facts,
    envelope: {
      from: storable(from, 320),
      to: to.filter((one) => one.channelId === channelId).map(({ address }) => storable(address, 320)),
    },
  }));
}

async function* joined(begun: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* begun;
    for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value;
  } finally {
    // Whoever stops before the end lets the source go.
    await rest.return?.();
  }
}

function bodyOf(
  { channelId, direction }: WatchedAs,
  life: FolderLife,
  letter: ListedLetter,
  facts: Pick<LetterReceived, 'evidence' | 'header' | 'contentDigest'>,
): LetterReceived {
  return {
    channelId,
    source: 'imap',
    sourceRef: `${life.folder};UIDVALIDITY=${life.uidValidity};UID=${letter.uid}`,
    direction,
    receivedAt: letter.receivedAt.toISOString(),
    ...facts,
    envelope: null,
  };
}

/** A Date header is held against the later of the server's clock and ours: either may be wrong. */
const laterOf = (receivedAt: Date): Date => new Date(Math.max(receivedAt.getTime(), Date.now()));
