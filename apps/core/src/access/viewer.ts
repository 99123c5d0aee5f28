import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { DatabaseScope } from '#libs/database';

export const roles = ['owner', 'manager', 'employee', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** Who looks: the first argument of every read. Made from the session, never from the request's own words. */
export interface Viewer {
  readonly employeeId: EmployeeId;
  readonly name: string;
  readonly role: Role;
  /** Where they work, first; of a manager also the teams that they head. */
  readonly teamIds: readonly TeamId[];
  /** Sees contact points whole. */
  readonly seesContacts: boolean;
  /** The program that comes in their name, with the rights that it was given; at the page there is none. */
  readonly token?: { readonly id: string; readonly rights: readonly string[] };
  /** Who looks through their eyes, to check what they see; nothing is changed then, and the journal names both. */
  readonly behind?: { readonly id: EmployeeId; readonly name: string };
}

/** A viewer from what the database knows of an employee; `teamIds` as `core.teams_of` tells them. */
export function viewerFrom(employee: {
  id: EmployeeId;
  name: string;
  role: Role;
  teamIds: readonly TeamId[];
  seesContacts: boolean;
}): Viewer {
  const { id, name, role, teamIds } = employee;
  // A manager distributes clients and must know them; an employee needs the permission; the administrator never.
  const seesContacts = { owner: true, manager: true, employee: employee.seesContacts, administrator: false }[role];
  return { employeeId: id, name, role, teamIds, seesContacts };
}

/** What row-level security lets this viewer see. The administrator keeps channels alive and sees no client. */
export function scopeOf(viewer: Viewer): DatabaseScope {
  const sees = ({ owner: 'all', manager: 'team', employee: 'own', administrator: 'nothing' } as const)[viewer.role];
  return { is: 'viewer', employeeId: viewer.employeeId, sees, teamIds: viewer.teamIds };
}

/** What decides who sees a card. */
export interface CardSight {
  readonly responsibleId: EmployeeId | null;
  readonly teamId: TeamId | null;
  /** Whom it is shown to besides, for now: whoever handles one of its conversations, was mentioned, covers an absence. */
  readonly grantedTo: readonly EmployeeId[];
}

/**
 * The same question as row-level security answers, for a card whose assignment is at hand: who may be told that something happened on it.
 * A test compares the two.
 */
export function seesCard(viewer: Viewer, card: CardSight): boolean {
  switch (viewer.role) {
    case 'owner':
      return true;
    case 'manager':
      return isTheirs(viewer, card) || (card.teamId !== null && viewer.teamIds.includes(card.teamId));
    case 'employee':
      return isTheirs(viewer, card);
    case 'administrator':
      return false;
  }
}

const isTheirs = ({ employeeId }: Viewer, card: CardSight): boolean =>
  card.responsibleId === employeeId || card.grantedTo.includes(employeeId);

/** The request after the access guard has let it in. */
export interface SignedInRequest extends Request {
  viewer: Viewer;
}

/** The viewer of this request; only behind a route whose access is not `public`. */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  return context.switchToHttp().getRequest<SignedInRequest>().viewer;
});
