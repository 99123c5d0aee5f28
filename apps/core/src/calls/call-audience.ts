import type { CallId, CallPhase, ClientId, EmployeeId, TeamId } from '#libs/contracts';
import type { Viewer } from '../access/viewer.js';
import type { Audience, LiveEvent } from '../realtime/live-events.js';

export interface ToldCall {
  readonly id: CallId;
  readonly phase: CallPhase;
  readonly clientId: ClientId | null;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly employeeId: EmployeeId | null;
  readonly teamId: TeamId | null;
  /** Those who were in it a moment ago are told too, so that their page lets go of it. */
  readonly ringing: readonly EmployeeId[];
  readonly talking: readonly EmployeeId[];
  readonly consulted: EmployeeId | null;
  readonly spoke: readonly EmployeeId[];
}

/**
 * That something changed in a call: to those who are in it, those who see the card, the heads of its team; without a card, to those who
 * look after what has none. The same as row-level security says of the row.
 */
export function callAudience(call: ToldCall, before: readonly (EmployeeId | null)[] = []): [LiveEvent, Audience] {
  const { id, phase, clientId, direction, teamId } = call;
  const event: LiveEvent = { event: 'call', data: { callId: id, phase, clientId } };
  const inIt = new Set([...before, ...call.ringing, ...call.talking, ...call.spoke, call.consulted, call.employeeId]);
  const also = (viewer: Viewer) =>
    inIt.has(viewer.employeeId) || (viewer.role === 'manager' && teamId !== null && viewer.teamIds.includes(teamId));
  const unplaced = (viewer: Viewer) =>
    viewer.role === 'owner' || (viewer.role === 'manager' && direction !== 'internal');
  return clientId !== null
    ? [event, { clientId, right: 'calls.make', also }]
    : [event, { clientId: null, right: 'calls.make', also, among: unplaced }];
}
