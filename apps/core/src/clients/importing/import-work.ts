import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { hasRight } from '../../access/rights.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Alerts } from '../../alerts/alerts.js';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { ClientsRepository } from '../clients.repository.js';
import { BatchWriting } from './batch-writing.js';
import { emptyTally, type ImportRun, type Tally } from './import.js';
import { ImportNobodyMay } from './importing.errors.js';
import { ImportsRepository, type ImportRow, type ProblemRow, type Working } from './imports.repository.js';
import { changesNothing, Judging, type Verdict } from './judging.js';
import { rowsInBatches, type Batch } from './rows-in-batches.js';

/** Not ours any more: cancelled, taken over by another process, or whoever asked for it may not do so now. */
class WorkEnded extends Error {}

/** Goes through a file from where it stands, a batch in a transaction: what was done is done, also when the process ends in the middle. */
@Injectable()
export class ImportWork {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ImportsRepository,
    private readonly clients: ClientsRepository,
    private readonly judging: Judging,
    private readonly writing: BatchWriting,
    private readonly evidence: EvidenceStore,
    private readonly alerts: Alerts,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** @param goesOn asked before each batch; what is left is taken up another time */
  async look(id: string, state: 'checking' | 'running', goesOn: () => boolean): Promise<void> {
    try {
      const { row, country } = await this.uow.run(async (tx) => ({
        row: (await this.repository.find(tx, id))!,
        country: await this.clients.defaultCountry(tx),
      }));
      let last = row;
      for await (const batch of rowsInBatches(this.evidence, row, country)) {
        if (!goesOn()) return await this.uow.run((tx) => this.repository.release(tx, id));
        last = await this.batch(last, state, batch);
      }
      await this.finish(id, state);
    } catch (error) {
      if (!(error instanceof WorkEnded)) throw error;
    }
  }

  private async batch(row: ImportRow, state: Working, batch: Batch): Promise<ImportRow> {
    const viewer = await this.actor(row.id, state);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const now = await this.repository.lock(tx, row.id);
      if (now?.state !== state || now.doneRows !== row.doneRows || !now.plan) throw new WorkEnded();
      const run: ImportRun = { id: now.id, fileName: now.name, plan: now.plan };
      const runs = state === 'running';
      const { verdicts, known } = await this.judging.batch(tx, viewer, run, batch.rows, runs);
      const companies = runs
        ? (await this.writing.write(tx, viewer, run, verdicts, known)).companies
        : await this.judging.countCompanies(tx, run.id, verdicts);
      await this.repository.addProblems(tx, now.id, problemsOf(verdicts));
      const before = (runs ? now.did : now.found) ?? emptyTally();
      const tally = counted(before, verdicts, run.plan.existing === 'skip', companies);
      const past = { doneRows: batch.upTo, ...(runs ? { did: tally } : { found: tally, total: batch.upTo }) };
      await this.repository.progress(tx, now.id, past);
      this.tell(tx, now.id);
      return { ...now, doneRows: batch.upTo };
    });
  }

  private async actor(id: string, state: Working): Promise<Viewer> {
    const viewer = await this.uow.run(async (tx) => {
      const found = await this.repository.actor(tx, id, state === 'checking' ? 'created_by' : 'started_by');
      if (found && hasRight(found, 'clients.import')) return found;
      await this.repository.end(tx, id, state === 'checking' ? 'uploaded' : 'cancelled', new ImportNobodyMay());
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
      if (state === 'running') await this.told(tx, row);
      this.tell(tx, id);
    });
  }

  /** So many cards at once are something that a head should know of, whoever did it. */
  async told(tx: Tx, row: ImportRow): Promise<void> {
    const actor = await this.repository.actor(tx, row.id, 'started_by');
    const { created, companies, changed, failed } = row.did ?? emptyTally();
    const body = { created: created + companies, changed, failed };
    this.audit.record(tx, actor, 'import.finished', { subjectId: row.id, body });
    if (created + companies + changed === 0) return;
    const employeeId = actor?.employeeId ?? null;
    const details = { name: row.name, created: created + companies, changed };
    const once = `clients.imported:${row.id}`;
    await this.alerts.raise(tx, { code: 'clients.imported', severity: 'info', employeeId, details, once });
  }

  tell(tx: Tx, importId: string): void {
    tx.afterCommit(() =>
      this.live.publish({ event: 'import', data: { importId } }, { clientId: null, right: 'clients.import' }),
    );
  }
}

const problemsOf = (verdicts: readonly Verdict[]): ProblemRow[] =>
  verdicts.flatMap((one) =>
    one.is === 'problem' ? [{ n: one.n, line: one.line, code: one.problem.code, details: one.problem.details }] : [],
  );

function counted(before: Tally, verdicts: readonly Verdict[], skips: boolean, companies: number): Tally {
  const tally: Tally = { ...before, codes: { ...before.codes }, companies: before.companies + companies };
  for (const one of verdicts) {
    switch (one.is) {
      case 'new':
        tally.created++;
        if (one.maybe !== null) tally.maybe++;
        break;
      case 'existing':
        if (skips) tally.skipped++;
        else if (changesNothing(one)) tally.unchanged++;
        else tally.changed++;
        break;
      case 'problem': {
        const { code } = one.problem;
        tally.codes[code] = (tally.codes[code] ?? 0) + 1;
        if (code === 'maybe-known') tally.maybe++;
        else if (code === 'line-twice') tally.twice++;
        else tally.failed++;
        break;
      }
      case 'empty':
        break;
    }
  }
  return tally;
}
