import type { TeamId } from '#libs/contracts';
import { rightsOf } from '../../access/rights.js';
import type { Role } from '../../access/viewer.js';
import type { Mailbox, SubmittingEmployee } from './route-facts.repository.js';

/** The mailboxes in whose name somebody may write: of their teams, and of no team; of an owner all. Only those that can send. */
export function usableMailboxes<M extends Pick<Mailbox, 'teamId' | 'enabled' | 'settings'>>(
  { role, teamIds }: { role: Role; teamIds: readonly TeamId[] },
  mailboxes: readonly M[],
): M[] {
  if (!rightsOf[role].includes('clients.write')) return [];
  return mailboxes.filter(
    ({ teamId, enabled, settings }) =>
      enabled && settings.smtp !== null && (role === 'owner' || teamId === null || teamIds.includes(teamId)),
  );
}

/** Of whoever writes: by which they sign in, and of the mailbox in which they work. */
export const ownAddressesOf = ({ email, workAddress }: Pick<SubmittingEmployee, 'email' | 'workAddress'>): string[] =>
  workAddress === null ? [email] : [email, workAddress];

/** Every address of a mailbox, in the form in which they are compared. */
export const addressesOf = ({ address, aliases }: Pick<Mailbox, 'address' | 'aliases'>): string[] =>
  [address, ...aliases].map((one) => one.trim().toLowerCase());
