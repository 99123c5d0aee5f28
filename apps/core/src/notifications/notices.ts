import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { AlertId, CallId, ClientId, ConversationId, EmployeeId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { LiveEvents } from '../realtime/live-events.js';
import type { NoticeKind } from './notice.view.js';
import { PushNudge } from './push/push-nudge.js';
import { TellingRepository, type NoticeRow } from './telling.repository.js';

export interface NewNotice {
  /** Null: whoever handles the conversation. */
  readonly employeeId: EmployeeId | null;
  readonly kind: NoticeKind;
  readonly clientId?: ClientId | null;
  readonly conversationId?: ConversationId | null;
  /** At which entry it opens. */
  readonly interactionId?: InteractionId | null;
  readonly taskId?: string | null;
  readonly callId?: CallId | null;
  readonly alertId?: AlertId | null;
  /** Whose doing it is; null: a client's, or nobody's. */
  readonly by?: EmployeeId | null;
  /** When it happened; now where nothing is said. */
  readonly at?: Date;
  /** Unread ones of one person under one key are one, with a count. */
  readonly fold?: string;
  /** Codes, counts and moments; no names and no words of anybody. */
  readonly details?: Readonly<Record<string, string | number>>;
}

/**
 * Where the rest of core tells an employee something, in the transaction of its cause. Who may not see the card, does not work here any more or wants
 * to know nothing of this kind is not told; by which ways, everybody has chosen.
 */
@Injectable()
export class Notices {
  constructor(
    private readonly repository: TellingRepository,
    private readonly live: LiveEvents,
    private readonly push: PushNudge,
  ) {}

  /** One statement, however many they are. */
  async tell(tx: Tx, told: readonly NewNotice[]): Promise<void> {
    if (told.length === 0) return;
    const written = await this.repository.tell(tx, folded(told.map(rowOf)));
    if (written.length === 0) return;
    const employees = new Set(written.map(({ employeeId }) => employeeId));
    tx.afterCommit(() => {
      this.tellPages(employees, 'told');
      if (written.some(({ pushed }) => pushed)) this.push.nudge();
    });
  }

  /** The pages of somebody look anew. */
  tellPages(employees: ReadonlySet<EmployeeId>, is: 'told' | 'read'): void {
    // Every role has this right, so that it is the names alone which decide.
    const audience = { clientId: null, right: 'people.read' } as const;
    this.live.publish(
      { event: 'notice', data: { is } },
      { ...audience, among: (viewer) => !viewer.behind && employees.has(viewer.employeeId) },
    );
  }
}

function rowOf(notice: NewNotice): NoticeRow {
  const { employeeId, kind, clientId, conversationId, interactionId, taskId, callId, alertId, by } = notice;
  return {
    id: uuidv7(),
    ...{ employeeId, kind, at: (notice.at ?? new Date()).toISOString(), times: 1 },
    ...{ fold: notice.fold ?? null, clientId: clientId ?? null, conversationId: conversationId ?? null },
    ...{ interactionId: interactionId ?? null, taskId: taskId ?? null, callId: callId ?? null },
    ...{ alertId: alertId ?? null, by: by ?? null, details: notice.details ?? {} },
  };
}

/** Those of one key in one statement are one before they come to the database: the newest, with a count. */
function folded(rows: readonly NoticeRow[]): NoticeRow[] {
  const byKey = new Map<string, NoticeRow>();
  for (const row of rows) {
    const key = row.fold === null ? row.id : `${row.employeeId ?? '-'} ${row.fold}`;
    const before = byKey.get(key);
    byKey.set(key, before === undefined ? row : { ...row, times: before.times + 1 });
  }
  return [...byKey.values()];
}
