import type { ClientId, EmployeeId, TeamId } from '#libs/contracts';
import { Conditions } from '../access/conditions.js';
import { seesCard, type Viewer } from '../access/viewer.js';

/** What decides who may hear a recording. */
export interface Hearing {
  readonly clientId: ClientId | null;
  /** Of the card as it is assigned now. */
  readonly responsibleId: EmployeeId | null;
  readonly clientTeamId: TeamId | null;
  readonly grantedTo: readonly EmployeeId[];
  /** The team that the call counts for. */
  readonly callTeamId: TeamId | null;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly spoke: readonly EmployeeId[];
}

/**
 * Who may hear it: the owner all; a manager what lies on the cards of their team, what their people spoke, and what has neither card nor team;
 * an employee, where the policy lets them, what they spoke themselves on a card that is theirs today; the administrator nothing.
 * `playableBy` says the same in SQL; a test compares the two.
 */
export function mayPlay(viewer: Viewer, call: Hearing, policy: { employeesPlayOwn: boolean }): boolean {
  const { responsibleId, clientTeamId: teamId, grantedTo } = call;
  const card = { responsibleId, teamId, grantedTo };
  switch (viewer.role) {
    case 'owner':
      return true;
    case 'manager':
      return (
        (call.callTeamId !== null && viewer.teamIds.includes(call.callTeamId)) ||
        (call.clientId === null ? call.callTeamId === null && call.direction !== 'internal' : seesCard(viewer, card))
      );
    case 'employee':
      return (
        policy.employeesPlayOwn &&
        call.spoke.includes(viewer.employeeId) &&
        (call.clientId === null || seesCard(viewer, card))
      );
    case 'administrator':
      return false;
  }
}

/**
 * @param where gets the parameters; the statement knows the call as `k` and its card as `c`, both left-joined: without its call a
 * recording is for the owner alone
 */
export function playableBy(where: Conditions, viewer: Viewer): string {
  const card = new Conditions(where.parameters);
  switch (viewer.role) {
    case 'owner':
      return 'true';
    case 'manager':
      card.visibleTo(viewer, 'c');
      return (
        `coalesce(k.team_id = any (${where.value(viewer.teamIds)}::uuid[]) or (c.id is not null and ${card.sql})` +
        ` or (k.client_id is null and k.team_id is null and k.direction <> 'internal'), false)`
      );
    case 'employee':
      card.visibleTo(viewer, 'c');
      return (
        `coalesce((select employees_play_own()) and ${where.value(viewer.employeeId)} = any (k.spoke)` +
        ` and (k.client_id is null or (c.id is not null and ${card.sql})), false)`
      );
    case 'administrator':
      return 'false';
  }
}
