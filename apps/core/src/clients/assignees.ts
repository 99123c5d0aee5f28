import { Injectable } from '@nestjs/common';
import type { EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Viewer } from '../access/viewer.js';
import { AssigneeRefused, TeamRefused } from './clients.errors.js';
import { ClientsRepository } from './clients.repository.js';

export interface Assignee {
  employeeId: EmployeeId | null;
  teamId: TeamId | null;
}

/** To whom somebody may give a card: the owner to anybody, a manager within their team, an employee only to themselves. */
@Injectable()
export class Assignees {
  constructor(private readonly repository: ClientsRepository) {}

  /**
   * A new card. An employee's is their own; a manager's without a name waits in their team.
   * @throws AssigneeRefused, TeamRefused
   */
  forNewCard(
    tx: Tx,
    viewer: Viewer,
    wanted: { responsibleId: string | null; teamId: string | null },
  ): Promise<Assignee> {
    const responsibleId = wanted.responsibleId ?? (viewer.role === 'employee' ? viewer.employeeId : null);
    return this.choose(tx, viewer, { employeeId: responsibleId, teamId: wanted.teamId }, null);
  }

  /**
   * Without a team named it is that of the new person, and without a person the one that has the card now.
   * @throws AssigneeRefused, TeamRefused
   */
  async choose(
    tx: Tx,
    viewer: Viewer,
    wanted: { employeeId: string | null; teamId: string | null },
    teamNow: TeamId | null,
  ): Promise<Assignee> {
    const person = wanted.employeeId === null ? null : await this.person(tx, viewer, wanted.employeeId);
    const teamId = (wanted.teamId as TeamId | null) ?? (person ? person.teamId : teamNow) ?? viewer.teamIds[0] ?? null;
    if (wanted.teamId !== null) await this.checkTeam(tx, viewer, wanted.teamId);
    return { employeeId: person?.id ?? null, teamId };
  }

  private async person(tx: Tx, viewer: Viewer, id: string): Promise<{ id: EmployeeId; teamId: TeamId | null }> {
    const person = await this.repository.findAssignee(tx, id);
    const may =
      viewer.role === 'owner' ||
      person?.id === viewer.employeeId ||
      (viewer.role === 'manager' && person?.teamId != null && viewer.teamIds.includes(person.teamId));
    if (!person || !may) throw new AssigneeRefused(id);
    return person;
  }

  private async checkTeam(tx: Tx, viewer: Viewer, id: string): Promise<void> {
    const may = viewer.role === 'owner' || viewer.teamIds.includes(id as TeamId);
    if (!may || !(await this.repository.teamExists(tx, id))) throw new TeamRefused(id);
  }
}
