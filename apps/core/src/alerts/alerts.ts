import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AlertId, type CallId, type ClientId, type EmployeeId, type TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { seesCard, viewerFrom, type Viewer } from '../access/viewer.js';
import { Notices } from '../notifications/notices.js';
import { LiveEvents } from '../realtime/live-events.js';
import type { AlertSeverity } from './alert.view.js';
import { AlertsRepository, type AlertDetails, type AlertSubject } from './alerts.repository.js';

export interface NewAlert {
  /** Stable for ever: `call.unrecorded`, `telephony.address-blocked`. */
  readonly code: string;
  readonly severity: AlertSeverity;
  /** When it happened; now where nothing is said. */
  readonly at?: Date;
  readonly callId?: CallId | null;
  readonly employeeId?: EmployeeId | null;
  readonly clientId?: ClientId | null;
  /** The card's team, or else the employee's, where none is named. */
  readonly teamId?: TeamId | null;
  /** For a person to act on; no names, and numbers of clients only where the alert is about them. */
  readonly details?: AlertDetails;
  /** What is raised twice under one key is one alert. */
  readonly once?: string;
}

/** Where the rest of core says that somebody must look at something. */
@Injectable()
export class Alerts {
  constructor(
    private readonly repository: AlertsRepository,
    private readonly live: LiveEvents,
    private readonly notices: Notices,
  ) {}

  /** @returns null when its key (`once`) was raised before */
  async raise(tx: Tx, alert: NewAlert): Promise<AlertId | null> {
    const id = AlertId.parse(uuidv7());
    const { code, severity, at, callId, employeeId, clientId, teamId, details, once } = alert;
    const subject = await this.repository.insert(tx, {
      id,
      ...{ code, severity, at: at ?? new Date(), callId: callId ?? null, employeeId: employeeId ?? null },
      ...{ clientId: clientId ?? null, teamId: teamId ?? null, details: details ?? {}, once: once ?? null },
    });
    if (!subject) return null;
    if (severity !== 'info') await this.tellThose(tx, id, subject, severity);
    tx.afterCommit(() =>
      this.live.publish(
        { event: 'alert', data: { alertId: id } },
        { clientId: null, right: 'alerts.read', among: (viewer) => mayKnowOfAlert(viewer, subject) },
      ),
    );
    return id;
  }

  /** Whose business it is has it in their own list too; an owner over a head that is there only what cannot wait. */
  private async tellThose(tx: Tx, alertId: AlertId, subject: AlertSubject, severity: AlertSeverity): Promise<void> {
    const { code, clientId, callId } = subject;
    const may = (await this.repository.heads(tx)).map(viewerFrom).filter((viewer) => mayKnowOfAlert(viewer, subject));
    const headed = severity !== 'alarm' && may.some(({ role }) => role !== 'owner');
    await this.notices.tell(
      tx,
      may
        .filter(({ role }) => !headed || role !== 'owner')
        .map(({ employeeId }) => ({
          employeeId,
          ...{ kind: 'alert' as const, alertId, clientId, callId },
          ...{ fold: `alert:${code}`, details: { code } },
        })),
    );
  }
}

/** Everything for the owner, of their team for a manager, the machinery alone for the administrator, who knows neither clients nor what people write. */
export function mayKnowOfAlert(viewer: Viewer, { code, callId, clientId, teamId }: AlertSubject): boolean {
  switch (viewer.role) {
    case 'owner':
      return true;
    case 'manager':
      return (
        seesCard(viewer, { responsibleId: null, teamId, grantedTo: [] }) ||
        (callId !== null && clientId === null && teamId === null)
      );
    case 'administrator':
      return callId === null && clientId === null && !code.startsWith('protection.');
    case 'employee':
      return false;
  }
}
