import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import {
  letterSubmitted,
  routeSubmitted,
  type EmployeeId,
  type EvidenceRef,
  type LetterSubmitted,
  type Route,
  type RoutedLetter,
  type SubmittedLetter,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import {
  letterFacts,
  LetterReader,
  LetterTap,
  outlineOf,
  readLetterHeader,
  rewriteHead,
  saidIn,
  storable,
  type LetterFacts,
  type LetterOutline,
} from '#libs/letters';
import { Bus, Outbox } from '#libs/messaging';
import { Metrics } from '#libs/observability';
import { IncomingQueue } from '../incoming/incoming-queue.js';
import type { IncomingRecord } from '../incoming/record.js';
import { LettersAtHand } from '../sending/letters-at-hand.js';
import { ChangedLetters, isChanged, type Kept, type Written } from './changed-letters.js';
import { deferredUntil } from './future-release.js';
import { readParts, type LetterParts } from './letter-parts.js';
import { programName } from './program-name.js';
import { refusalOf } from './refusals.js';
import { SubmissionRepository } from './submission.repository.js';
import { Together } from '../together.js';

/** Whoever has signed in. */
export interface Submitter {
  readonly employeeId: EmployeeId;
  readonly passwordId: string;
  readonly peer: string;
  /** As the machine calls itself. */
  readonly machine: string;
}

const handedIn = 'handed-in';

/** As it waits to be stored, with the original header, the body and the new headers as its pieces; without these its words change. */
interface Taken {
  readonly id: string;
  readonly by: Submitter;
  readonly to: readonly string[];
  readonly receivedAt: string;
  /** null: now. */
  readonly goesAt: string | null;
  readonly routes: readonly RoutedLetter[];
}

interface Accepted {
  readonly id: string;
  readonly by: Submitter;
  readonly fingerprint: string;
  readonly original: LetterSubmitted['original'];
  readonly sealedHead: Buffer;
  readonly letters: readonly Written[];
  /** What was handed in, where it cannot be made again out of the letters. */
  readonly handedIn: Kept | null;
  readonly receivedAt: string;
  readonly goesAt: string | null;
}

/** What the sealed header of a submission is sealed for (libs/evidence, MasterKey). */
export const submittedHead = 'submission/head';

/**
 * A letter out of a mail program: judged by core, written anew in the company's name, and durable before its 250 is said. Several that are
 * being taken at once share one ask and one sync.
 */
@Injectable()
export class SubmissionsService {
  private readonly routing = new Together<SubmittedLetter, Route>((letters) => this.ask(letters), {
    mostAtOnce: 50,
    batchesAtOnce: 1,
  });
  private readonly submitted: Counter;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly bus: Bus,
    private readonly outbox: Outbox,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly repository: SubmissionRepository,
    private readonly incoming: IncomingQueue,
    private readonly changed: ChangedLetters,
    private readonly atHand: LettersAtHand,
    metrics: Metrics,
  ) {
    incoming.handle(handedIn, (records) => this.storeTaken(records));
    this.submitted = metrics.counter('keepline_mail_letters_submitted_total', 'Letters taken from mail programs', []);
  }

  /**
   * Resolves when the letter is durable. The same letter once more is taken, and nothing comes of it.
   * @param heldUntil as MAIL FROM said; null: it said nothing, and the letter itself may
   * @throws LetterRefused; what core, the store or the database throws: then nothing has happened
   */
  async take(
    source: Readable,
    by: Submitter,
    envelope: SubmittedLetter['envelope'],
    heldUntil: Date | null = null,
  ): Promise<void> {
    const parts = await readParts(source);
    const { head, body, rest } = parts;
    const receivedAt = new Date();
    const { header } = readLetterHeader(head, receivedAt);
    const { employeeId, passwordId, machine } = by;
    const goesAt = (heldUntil ?? deferredUntil(head, receivedAt))?.toISOString() ?? null;
    const outline = outlineOf(head, body, rest === null);
    const said = saidIn(outline);
    if (outline.sealed && said.aliases.length > 0) throw refusalOf('submission.alias-sealed', said.aliases[0]!);
    const route = await this.incoming.before(
      this.routing.add({
        employeeId,
        ...{ passwordId, header, envelope, machine, program: programName(head), goesAt },
        said: outline.sealed ? { aliases: [], shortcuts: [] } : said,
      }),
    );
    if (route.is === 'refused') throw refusalOf(route.code, route.recipient);
    const { letters: routes } = route;
    const taken: Taken = {
      id: randomUUID(),
      by,
      to: envelope.to,
      receivedAt: receivedAt.toISOString(),
      goesAt,
      routes,
    };
    const heads = isChanged(routes, outline)
      ? []
      : routes.map(({ identity }) => rewriteHead(head, { ...identity, date: receivedAt }));
    if (rest === null) await this.incoming.put({ kind: handedIn, facts: taken, pieces: [head, body, ...heads] });
    else if (heads.length === 0) await this.write([await this.change(taken, parts, outline)]);
    else await this.write([await this.storeLarge(taken, { head, body, rest }, heads)]);
    this.submitted.inc(routes.length);
  }

  private async ask(letters: readonly SubmittedLetter[]): Promise<readonly Route[]> {
    return (await this.bus.ask(routeSubmitted, { letters: [...letters] })).routes;
  }

  /** What was taken a moment ago, or by a process that was killed. */
  private async storeTaken(records: readonly IncomingRecord[]): Promise<void> {
    const accepted: Accepted[] = [];
    for (const { facts, pieces } of records) {
      const [head, body, ...heads] = pieces as [Buffer, Buffer, ...Buffer[]];
      const taken = facts as Taken;
      if (heads.length === 0) {
        accepted.push(await this.change(taken, { head, body, rest: null }, outlineOf(head, body, true)));
        continue;
      }
      const date = new Date(taken.receivedAt);
      const letters = heads.map((own, at) => {
        const bytes = Buffer.concat([own, body]);
        return { bytes, facts: letterFacts(bytes, date), route: taken.routes[at]! };
      });
      accepted.push(this.acceptedOf(taken, head, letterFacts(Buffer.concat([head, body]), date), letters));
      await breathe();
    }
    await this.write(accepted);
  }

  private async change(taken: Taken, parts: LetterParts, outline: LetterOutline): Promise<Accepted> {
    const date = new Date(taken.receivedAt);
    const reader = new LetterReader();
    reader.update(parts.head);
    const { original, letters } = await this.changed.write(parts, outline, reader, taken.routes, date);
    return { ...this.acceptedOf(taken, parts.head, reader.finish(date), letters), handedIn: original };
  }

  /** Stored while it is read. The first is; the others have the same body, which is read from it. */
  private async storeLarge(
    taken: Taken,
    { head, body, rest }: { head: Buffer; body: Buffer; rest: AsyncIterator<Buffer> },
    heads: readonly Buffer[],
  ): Promise<Accepted> {
    const date = new Date(taken.receivedAt);
    const original = new LetterReader();
    original.update(head);
    original.update(body);
    const first = await this.store(joined(heads[0]!, body, readBy(original, rest)), date);
    const written: Written[] = [{ ...first, route: taken.routes[0]! }];
    for (const [at, own] of heads.entries()) {
      if (at === 0) continue;
      const same = await this.evidence.open(first.evidence.sha256, { from: heads[0]!.length });
      written.push({ ...(await this.store(joined(own, Buffer.alloc(0), same), date)), route: taken.routes[at]! });
    }
    return this.acceptedOf(taken, head, original.finish(date), written);
  }

  private acceptedOf(taken: Taken, head: Buffer, { header, contentDigest }: LetterFacts, letters: Written[]): Accepted {
    const { id, by, receivedAt, goesAt } = taken;
    const original = { messageId: header.messageId, contentDigest };
    const sealedHead = this.masterKey.seal(head, submittedHead);
    const fingerprint = fingerprintOf(taken, original);
    return { id, by, fingerprint, original, sealedHead, letters, handedIn: null, receivedAt, goesAt };
  }

  /** Stored while it is read. */
  private async store(
    bytes: AsyncGenerator<Buffer>,
    date: Date,
  ): Promise<{ evidence: EvidenceRef; facts: LetterFacts }> {
    const tap = new LetterTap();
    const stored = this.evidence.put(tap).catch((error: unknown) => {
      // A store that gave up reads no more: without this the source would wait for it for ever.
      tap.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    });
    stored.catch(() => undefined);
    await pipeline(Readable.from(bytes, { objectMode: false }), tap);
    return { evidence: await stored, facts: tap.reader.finish(date) };
  }

  private async write(accepted: readonly Accepted[]): Promise<void> {
    const kept = accepted.flatMap(({ letters, handedIn: original }): Kept[] => [
      ...letters,
      ...(original ? [original] : []),
    ]);
    const inMemory = kept.flatMap((one) => ('bytes' in one ? [one] : []));
    const refs = await this.evidence.putMany(inMemory.map(({ bytes }) => bytes));
    const stored = new Map<Kept, EvidenceRef>(inMemory.map((one, at) => [one, refs[at]!]));
    const refOf = (one: Kept) => ('bytes' in one ? stored.get(one)! : one.evidence);
    await this.uow.run(async (tx) => {
      const fresh = await this.repository.insertAll(
        tx,
        accepted.map(({ id, by, fingerprint, sealedHead, letters, handedIn: original }) => ({
          id,
          ...{ employeeId: by.employeeId, passwordId: by.passwordId, peer: storable(by.peer, 64) },
          ...{ fingerprint, sealedHead, letters: letters.map(refOf), handedIn: original && refOf(original) },
        })),
      );
      const events = accepted
        .filter(({ id }) => fresh.has(id))
        .flatMap((one) => one.letters.map((letter) => eventOf(one, letter, refOf(letter))));
      await this.outbox.addMany(tx, letterSubmitted, events);
    });
    for (const letter of accepted.flatMap(({ letters }) => letters))
      if ('bytes' in letter) this.atHand.keep(refOf(letter), letter.bytes);
  }
}

async function* joined(head: Buffer, body: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  if (body.length > 0) yield body;
  yield* rest;
}

async function* readBy(reader: LetterReader, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let step = await rest.next(); !step.done; step = await rest.next()) {
    reader.update(step.value);
    yield step.value;
  }
}

/** A program that did not hear our 250 sends the same bytes under the same id to the same people; a letter without an id is always new. */
function fingerprintOf({ id, by, to }: Taken, { messageId, contentDigest }: LetterSubmitted['original']): string {
  if (messageId === null) return id;
  const hash = createHash('sha256');
  for (const part of [by.employeeId, messageId, contentDigest, ...to.toSorted()]) hash.update(`${part}\n`);
  return hash.digest('hex');
}

function eventOf(
  { id, by, original, receivedAt, goesAt }: Accepted,
  { facts, route }: Written,
  evidence: EvidenceRef,
): LetterSubmitted {
  const { identity: _, words: __, ...where } = route;
  return {
    submissionId: id,
    ...{ employeeId: by.employeeId, receivedAt, goesAt, evidence },
    ...{ contentDigest: facts.contentDigest, header: facts.header, original, route: where },
  };
}
