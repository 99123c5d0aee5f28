import type { WhatsappKind, WhatsappNumberSettings } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { WhatsappPolicy } from '../../whatsapp/whatsapp-policy.js';

/** WhatsApp's own limit of what may be reworded, and ours of what an employee may take back. */
const editMs = 15 * 60_000;
const revokeMs = 48 * 60 * 60_000;

/** Of a message, what decides what may be done with it. */
export interface MessageStanding {
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly kind: WhatsappKind;
  readonly sentBy: 'client' | 'employee' | 'holder';
  readonly employeeId: string | null;
  readonly template: string | null;
  readonly occurredAt: Date;
  /** null: WhatsApp has not got it (yet). */
  readonly providerId: string | null;
  readonly revokedAt: Date | null;
  readonly driver: WhatsappNumberSettings['driver'];
  readonly policy: Pick<WhatsappPolicy, 'employeesEdit' | 'employeesRevoke'>;
}

type Acting = Pick<Viewer, 'employeeId' | 'role'>;
export type MessageRefusal =
  | 'whatsapp.message-not-found'
  | 'whatsapp.driver-cannot'
  | 'message.already-revoked'
  | 'message.edit-not-allowed'
  | 'message.edit-too-late'
  | 'message.revoke-not-allowed'
  | 'message.revoke-too-late';

/** Whether it is there for the other side at all: nothing can be done with it otherwise. */
function absence({ providerId, revokedAt }: MessageStanding): MessageRefusal | null {
  if (providerId === null) return 'whatsapp.message-not-found';
  return revokedAt === null ? null : 'message.already-revoked';
}

export const reactionRefusal = absence;

/** Own words alone, whoever one is; the Cloud API cannot. */
export function editRefusal(viewer: Acting, message: MessageStanding, now: Date): MessageRefusal | null {
  const gone = absence(message);
  if (gone !== null) return gone;
  const own = message.sentBy === 'employee' && message.employeeId === viewer.employeeId;
  const allowed = viewer.role !== 'employee' || message.policy.employeesEdit;
  if (!own || !allowed || message.kind !== 'text' || message.template !== null) return 'message.edit-not-allowed';
  if (message.driver !== 'web') return 'whatsapp.driver-cannot';
  return now.getTime() - message.occurredAt.getTime() > editMs ? 'message.edit-too-late' : null;
}

/** An employee their own, where the company lets them; a head whatever was sent by one of our numbers. What it said stays here. */
export function revokeRefusal(viewer: Acting, message: MessageStanding, now: Date): MessageRefusal | null {
  const gone = absence(message);
  if (gone !== null) return gone;
  if (message.direction !== 'outbound') return 'message.revoke-not-allowed';
  const head = viewer.role === 'owner' || viewer.role === 'manager';
  const own = message.sentBy === 'employee' && message.employeeId === viewer.employeeId;
  if (!head && !(own && message.policy.employeesRevoke)) return 'message.revoke-not-allowed';
  if (message.driver !== 'web') return 'whatsapp.driver-cannot';
  return !head && now.getTime() - message.occurredAt.getTime() > revokeMs ? 'message.revoke-too-late' : null;
}

/** What the page offers; the window of 24 hours is asked for when it is done. */
export const mayDo = (viewer: Acting, message: MessageStanding, now: Date) => ({
  edit: editRefusal(viewer, message, now) === null,
  revoke: revokeRefusal(viewer, message, now) === null,
  react: reactionRefusal(message) === null,
  quote: absence(message) === null,
});
