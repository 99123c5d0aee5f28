import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
  readLetterHeader,
  rewriteHead,
  storable,
  type LetterFacts,
} from '#libs/letters';
import { Bus, Outbox } from '#libs/messaging';
import { Metrics } from '#libs/observability';
import { readParts, type LetterParts } from './letter-parts.js';
import { refusalOf } from './refusals.js';
import { SubmissionRepository } from './submission.repository.js';
import { Together } from './together.js';

/** Whoever has signed in. */
export interface Submitter {
  readonly employeeId: EmployeeId;
  readonly passwordId: string;
  readonly peer: string;
  /** As the machine calls itself. */
  readonly machine: string;
}

/** A letter written anew: in memory still, or stored already where it was too large for that. */
type Written = { readonly facts: LetterFacts; readonly route: RoutedLetter } & (
  { readonly bytes: Buffer } | { readonly evidence: EvidenceRef }
);

interface Accepted {
  readonly by: Submitter;
  readonly fingerprint: string;
  readonly original: LetterSubmitted['original'];
  readonly sealedHead: Buffer;
  readonly letters: readonly Written[];
  readonly receivedAt: Date;
}

/** What the sealed header of a submission is sealed for (libs/evidence, MasterKey). */
export const submittedHead = 'submission/head';

/**
 * A letter out of a mail program: judged by core, written anew in the company's name, and durable before its 250 is said. Several that are
 * being taken at once share one ask, one round of syncs and one transaction.
 */
@Injectable()
export class SubmissionsService {
  private readonly routing = new Together<SubmittedLetter, Route>((letters) => this.ask(letters), {
    mostAtOnce: 50,
    batchesAtOnce: 2,
  });
  private readonly writing = new Together<Accepted, void>((accepted) => this.write(accepted), {
    mostAtOnce: 50,
    batchesAtOnce: 2,
  });
  private readonly submitted: Counter;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly bus: Bus,
    private readonly outbox: Outbox,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly repository: SubmissionRepository,
    metrics: Metrics,
  ) {
    this.submitted = metrics.counter('keepline_mail_letters_submitted_total', 'Letters taken from mail programs', []);
  }

  /**
   * Resolves when the letter is durable. The same letter once more is taken, and nothing comes of it.
   * @throws LetterRefused; what core, the store or the database throws: then nothing has happened
   */
  async take(source: Readable, by: Submitter, envelope: SubmittedLetter['envelope']): Promise<void> {
    const parts = await readParts(source);
    const receivedAt = new Date();
    const { header } = readLetterHeader(parts.head, receivedAt);
    const { employeeId, passwordId, machine } = by;
    const route = await this.routing.add({ employeeId, passwordId, header, envelope, machine });
    if (route.is === 'refused') throw refusalOf(route.code, route.recipient);
    const reader = new LetterReader();
    reader.update(parts.head);
    const letters = await this.writeAnew(parts, reader, route.letters, receivedAt);
    const { contentDigest } = reader.finish(receivedAt);
    const original = { messageId: header.messageId, contentDigest };
    const sealedHead = this.masterKey.seal(parts.head, submittedHead);
    const fingerprint = fingerprintOf(by, envelope, original);
    await this.writing.add({ by, fingerprint, original, sealedHead, letters, receivedAt });
    this.submitted.inc(letters.length);
  }

  private async ask(letters: readonly SubmittedLetter[]): Promise<readonly Route[]> {
    return (await this.bus.ask(routeSubmitted, { letters: [...letters] })).routes;
  }

  /** @param original reads the body on the way */
  private async writeAnew(
    parts: LetterParts,
    original: LetterReader,
    routes: readonly RoutedLetter[],
    date: Date,
  ): Promise<Written[]> {
    const heads = routes.map(({ identity }) => rewriteHead(parts.head, { ...identity, date }));
    const { rest, body } = parts;
    original.update(body);
    if (rest === null)
      return heads.map((head, at) => {
        const bytes = Buffer.concat([head, body]);
        return { bytes, facts: letterFacts(bytes, date), route: routes[at]! };
      });
    const first = await this.store(joined(heads[0]!, body, readBy(original, rest)), date);
    const written: Written[] = [{ ...first, route: routes[0]! }];
    // The others have the same body: it is read from the first.
    for (const [at, head] of heads.entries()) {
      if (at === 0) continue;
      const same = await this.evidence.open(first.evidence.sha256, { from: heads[0]!.length });
      written.push({ ...(await this.store(joined(head, Buffer.alloc(0), same), date)), route: routes[at]! });
    }
    return written;
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

  private async write(accepted: readonly Accepted[]): Promise<undefined[]> {
    const inMemory = accepted.flatMap(({ letters }) => letters.flatMap((one) => ('bytes' in one ? [one] : [])));
    const refs = await this.evidence.putMany(inMemory.map(({ bytes }) => bytes));
    const stored = new Map<Written, EvidenceRef>(inMemory.map((one, at) => [one, refs[at]!]));
    const refOf = (one: Written) => ('bytes' in one ? stored.get(one)! : one.evidence);
    const submissions = accepted.map((one) => ({ ...one, id: randomUUID() }));
    await this.uow.run(async (tx) => {
      const fresh = await this.repository.insertAll(
        tx,
        submissions.map(({ id, by, fingerprint, sealedHead, letters }) => ({
          ...{ id, employeeId: by.employeeId, passwordId: by.passwordId, peer: storable(by.peer, 64) },
          ...{ fingerprint, sealedHead, letters: letters.map(refOf) },
        })),
      );
      const events = submissions
        .filter(({ id }) => fresh.has(id))
        .flatMap((one) => one.letters.map((letter) => eventOf(one, letter, refOf(letter))));
      await this.outbox.addMany(tx, letterSubmitted, events);
    });
    return accepted.map(() => undefined);
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
function fingerprintOf(
  by: Submitter,
  envelope: SubmittedLetter['envelope'],
  { messageId, contentDigest }: LetterSubmitted['original'],
): string {
  if (messageId === null) return randomUUID();
  const hash = createHash('sha256');
  for (const part of [by.employeeId, messageId, contentDigest, ...envelope.to.toSorted()]) hash.update(`${part}\n`);
  return hash.digest('hex');
}

function eventOf(
  { id, by, original, receivedAt }: Accepted & { id: string },
  { facts, route }: Written,
  evidence: EvidenceRef,
): LetterSubmitted {
  const { identity: _, ...where } = route;
  return {
    ...{ submissionId: id, employeeId: by.employeeId, receivedAt: receivedAt.toISOString(), evidence },
    ...{ contentDigest: facts.contentDigest, header: facts.header, original, route: where },
  };
}
