import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import type { CallReportRow, CallReportView } from './report.view.js';
import { CallReportsRepository, type CountedRow } from './call-reports.repository.js';
import type { CallReportQuery } from './reports.controller.js';

const longestMs = 400 * 86_400_000;

/** Calls, counted. */
@Injectable()
export class CallReportsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CallReportsRepository,
    private readonly audit: Audit,
  ) {}

  /** @throws UserError `report.span-invalid`: the end is not after the beginning, or more than 400 days after it */
  async calls(viewer: Viewer, query: CallReportQuery): Promise<CallReportView> {
    const spanMs = Date.parse(query.to) - Date.parse(query.from);
    if (spanMs <= 0 || spanMs > longestMs) throw new UserError('report.span-invalid', { mostDays: 400 });
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.count(tx, viewer, query);
      this.audit.record(tx, viewer, 'report.calls-read', { body: { by: query.by, rows: rows.length } });
      return { rows: rows.map(viewOf), total: viewOf(totalOf(rows)) };
    });
  }
}

function viewOf({ waits, waitMs, talkMs, key, label, ...counts }: CountedRow): CallReportRow {
  const [wait, talk] = [Number(waitMs), Number(talkMs)];
  return {
    key: key ?? '',
    ...{ label: label ?? key ?? '', ...counts },
    waitMsAvg: waits === 0 ? 0 : Math.round(wait / waits),
    talkMsAvg: counts.answered === 0 ? 0 : Math.round(talk / counts.answered),
    talkMsSum: talk,
  };
}

function totalOf(rows: readonly CountedRow[]): CountedRow {
  const sum = (count: (row: CountedRow) => number) => rows.reduce((total, row) => total + count(row), 0);
  return {
    key: '',
    label: null,
    inbound: sum((row) => row.inbound),
    outbound: sum((row) => row.outbound),
    answered: sum((row) => row.answered),
    missed: sum((row) => row.missed),
    voicemail: sum((row) => row.voicemail),
    waits: sum((row) => row.waits),
    waitMs: String(sum((row) => Number(row.waitMs))),
    talkMs: String(sum((row) => Number(row.talkMs))),
  };
}
