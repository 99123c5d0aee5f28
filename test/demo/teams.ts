import type { TeamView } from '../../apps/core/src/access/teams/team.view.js';
import type { ApiUser } from '../product/api.js';
import { company, password } from './sample-office.js';

/** A second and a third team beside the salespeople: one head has two of them, and somebody is on their way in. */
export async function settleTeams(owner: ApiUser, salesId: string, headId: string): Promise<void> {
  await owner.patch(`/teams/${salesId}`, { headId });
  const { id: serviceId } = await owner.post<TeamView>('/teams', { name: 'Супровід', headId });
  const { id: dispatchId } = await owner.post<TeamView>('/teams', { name: 'Логістика' });
  const newcomers = [
    { name: 'Яна Литвин', email: 'yana', role: 'employee', teamId: serviceId },
    { name: 'Максим Дорошенко', email: 'maksym', role: 'manager', teamId: dispatchId },
  ] as const;
  for (const { name, email, role, teamId } of newcomers)
    await owner.newEmployee(name, `${email}@${company.domain}`, { password, role, teamId });
  await owner.post('/invitations', {
    name: 'Марина Гончар',
    email: `maryna@${company.domain}`,
    role: 'employee',
    teamId: serviceId,
  });
}
