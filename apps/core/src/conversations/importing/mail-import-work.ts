import { Injectable } from '@nestjs/common';
import type { LetterReceived } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { hasRight } from '../../access/rights.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Alerts } from '../../alerts/alerts.js';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { CaptureService } from '../capture/capture.service.js';
import { ImportLettersRepository, type ImportLetter } from './import-letters.repository.js';
import { ImportingSources } from './importing-sources.js';
import { LetterJudging, type JudgedLetter } from './letter-judging.js';
import { emptyMailTally, type LetterVerdict, type MailImportPlan, type MailTally } from './mail-import.js';
import { MailImportNobodyMay } from './mail-importing.errors.js';
import { MailImportsRepository, type MailImportRow } from './mail-imports.repository.js';
import type { KeptLetter, LetterBatch, SourceProblem } from './source/found-letter.js';

/** Not ours any more: paused, cancelled, taken over by another process, or whoever asked for it may not do so now. */
class WorkEnded extends Error {}

/** So many originals may wait to be read: what comes in now stands behind no more than these. */
const mostWaiting = 400;
const lookAgainMs = 200;
/** Even if nothing is read any more, it goes on at last. */
const giveWayAtMostMs = 60_000;
/** After a batch others get as long as it took, up to this. */
const longestPauseMs = 400;

const subjectLength = 200;

/** Goes through a source from where it stands, a batch in a transaction: what was done is done, also when the process ends in the middle. */
@Injectable()
export class MailImportWork {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: MailImportsRepository,
    private readonly letters: ImportLettersRepository,
    private readonly sources: ImportingSources,
    private readonly judging: LetterJudging,
    private readonly capture: CaptureService,
    private readonly alerts: Alerts,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** @param goesOn asked before each batch; what is left is taken up another time */
  async look(id: string, state: 'checking' | 'running', goesOn: () => boolean): Promise<void> {
    try {
      let row = (await this.uow.run((tx) => this.repository.find(tx, id)))!;
      let lastedMs = 0;
      for await (const batch of this.sources.of(row).batches(row.place)) {
        if (state === 'running') await this.giveWay(lastedMs, goesOn);
        if (!goesOn()) return await this.uow.run((tx) => this.repository.release(tx, id));
        const begun = performance.now();
        row = await this.batch(row, state, batch);
        lastedMs = performance.now() - begun;
      }
      await this.finish(id, state);
    } catch (error) {
      if (!(error instanceof WorkEnded)) throw error;
    }
  }

  /** Letters that come now go first: nothing is brought in while many wait to be read, and half of the time nothing at all. */
  private async giveWay(lastedMs: number, goesOn: () => boolean): Promise<void> {
    await paused(Math.min(lastedMs, longestPauseMs));
    for (const until = performance.now() + giveWayAtMostMs; performance.now() < until && goesOn();) {
      if ((await this.uow.run((tx) => this.repository.waitingToBeRead(tx, mostWaiting))) < mostWaiting) return;
      await paused(lookAgainMs);
    }
  }

  private async batch(row: MailImportRow, state: 'checking' | 'running', batch: LetterBatch): Promise<MailImportRow> {
    const viewer = await this.actor(row.id, state);
    const { id, plan, doneLetters } = row;
    if (!plan) throw new WorkEnded();
    const judged = await this.uow.as(scopeOf(viewer), (tx) =>
      this.judging.batch(tx, id, plan, batch.letters, doneLetters),
    );
    const kept = state === 'running' ? await keepThose(batch, judged) : new Map<number, never>();
    return this.uow.run(async (tx) => {
      const now = await this.repository.lock(tx, id);
      if (now?.state !== state || now.doneLetters !== doneLetters) throw new WorkEnded();
      const rows = state === 'running' ? await this.bringIn(tx, now, plan, judged, kept) : judged.map(looked);
      await this.letters.write(tx, id, rows);
      const tally = counted((state === 'running' ? now.did : now.found) ?? emptyMailTally(), rows);
      const past = { doneLetters: doneLetters + judged.length, doneBytes: batch.doneBytes, place: batch.place };
      await this.repository.progress(tx, id, { ...past, ...(state === 'running' ? { did: tally } : { found: tally }) });
      this.tell(tx, id);
      return { ...now, ...past };
    });
  }

  private async bringIn(
    tx: Tx,
    { id, createdAt }: MailImportRow,
    plan: MailImportPlan,
    judged: readonly JudgedLetter[],
    kept: ReadonlyMap<number, KeptLetter | SourceProblem>,
  ): Promise<ImportLetter[]> {
    const brought = judged.flatMap((one) => {
      const is = kept.get(one.n);
      return is === undefined || typeof is === 'string' ? [] : [{ one, is }];
    });
    const stored = await this.capture.store(
      tx,
      brought.map(({ one, is }): LetterReceived => ({
        channelId: plan.channelId,
        ...{ source: 'import', sourceRef: `import;${id};${one.n}` },
        ...{ direction: one.outbound ? 'outbound' : 'inbound', receivedAt: (one.found.at ?? createdAt).toISOString() },
        ...{ evidence: is.evidence, contentDigest: is.contentDigest, header: is.header, envelope: null },
      })),
      { importId: id, employeeId: plan.employeeId, ownAddresses: plan.ownAddresses },
    );
    const whatBecame = new Map(brought.map(({ one }, at) => [one.n, stored[at]!]));
    return judged.map((one): ImportLetter => {
      const row = looked(one);
      const is = kept.get(one.n);
      if (typeof is === 'string') return { ...row, verdict: is };
      const became = whatBecame.get(one.n);
      if (!became) return row;
      const { interactionId, clientId, fresh } = became;
      if (!fresh) return { ...row, verdict: one.verdict === 'twice' ? 'twice' : 'known', interactionId: null };
      return { ...row, verdict: clientId === null ? 'unplaced' : 'placed', cardId: clientId, interactionId };
    });
  }

  private async actor(id: string, state: 'checking' | 'running'): Promise<Viewer> {
    const viewer = await this.uow.run(async (tx) => {
      const found = await this.repository.actor(tx, id, state === 'checking' ? 'created_by' : 'started_by');
      if (found && hasRight(found, 'mail.import')) return found;
      await this.repository.end(tx, id, state === 'checking' ? 'ready' : 'paused', new MailImportNobodyMay());
      this.tell(tx, id);
      return null;
    });
    if (!viewer) throw new WorkEnded();
    return viewer;
  }

  private finish(id: string, state: 'checking' | 'running'): Promise<void> {
    return this.uow.run(async (tx) => {
      const row = await this.repository.lock(tx, id);
      if (row?.state !== state) return;
      await this.repository.end(tx, id, state === 'checking' ? 'checked' : 'done');
      await this.repository.checked(tx, id, row.doneLetters);
      await this.letters.forgetBehind(tx, id, row.doneLetters);
      if (state === 'running') await this.told(tx, row);
      this.tell(tx, id);
    });
  }

  /** So many letters at once are something that a head should know of, whoever did it. */
  async told(tx: Tx, row: MailImportRow): Promise<void> {
    const actor = await this.repository.actor(tx, row.id, 'started_by');
    const { verdicts } = row.did ?? emptyMailTally();
    const letters = (verdicts.placed ?? 0) + (verdicts.unplaced ?? 0);
    const body = { letters, placed: verdicts.placed ?? 0, seen: row.doneLetters };
    this.audit.record(tx, actor, 'mail-import.finished', { subjectId: row.id, body });
    if (letters === 0) return;
    const details = { name: row.name, letters };
    const employeeId = row.plan?.employeeId ?? null;
    const once = `mail.imported:${row.id}`;
    await this.alerts.raise(tx, { code: 'mail.imported', severity: 'info', employeeId, details, once });
    // Of each letter nobody is told; who looks into the tray sees all of them now.
    tx.afterCommit(() =>
      this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' }),
    );
  }

  tell(tx: Tx, importId: string): void {
    tx.afterCommit(() =>
      this.live.publish({ event: 'mail-import', data: { importId } }, { clientId: null, right: 'mail.import' }),
    );
  }
}

/** What a look at the header alone takes for known may be another letter under the same id: the whole of it decides. */
async function keepThose(
  batch: LetterBatch,
  judged: readonly JudgedLetter[],
): Promise<Map<number, KeptLetter | SourceProblem>> {
  const wanted = judged.flatMap(({ verdict, found }, at) => {
    const byHeader = found.contentDigest === null && (verdict === 'known' || verdict === 'twice');
    return verdict === 'placed' || verdict === 'unplaced' || byHeader ? [at] : [];
  });
  if (wanted.length === 0) return new Map();
  const kept = await batch.keep(wanted);
  return new Map(wanted.map((at, n) => [judged[at]!.n, kept[n]!]));
}

const looked = ({ n, found, verdict, ...rest }: JudgedLetter): ImportLetter => ({
  n,
  ...{ verdict, place: found.where.slice(0, 1_000), at: rest.at, outbound: rest.outbound, automatic: rest.automatic },
  ...{ counterpart: rest.counterpart, subject: (found.header?.subject ?? '').slice(0, subjectLength) },
  ...{ mark: rest.mark, cardId: rest.cardId, interactionId: null },
});

function counted(before: MailTally, rows: readonly ImportLetter[]): MailTally {
  const verdicts: Partial<Record<LetterVerdict, number>> = { ...before.verdicts };
  const tally = { ...before, letters: before.letters + rows.length, verdicts };
  for (const { verdict, outbound, automatic } of rows) {
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    if (verdict !== 'placed' && verdict !== 'unplaced') continue;
    if (outbound) tally.outbound++;
    if (automatic) tally.automatic++;
  }
  return tally;
}

const paused = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
