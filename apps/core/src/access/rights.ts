import type { AccessName } from '../http/access.decorator.js';
import type { Role, Viewer } from './viewer.js';

/** A right is an access that somebody has to be given; `public`, `signed-in`, `enrolling` and `signature` are not. */
export type Right = Exclude<AccessName, 'public' | 'signed-in' | 'enrolling' | 'signature'>;

const employee: readonly Right[] = [
  ...(['clients.read', 'clients.write', 'people.read', 'channels.read'] as const),
  ...(['calls.make', 'calls.dial', 'recordings.play', 'tasks.read'] as const),
];
const manager: readonly Right[] = [
  ...employee,
  ...(['clients.assign', 'unplaced.handle', 'evidence.read', 'alerts.read', 'calls.board', 'calls.listen'] as const),
  ...(['recordings.download', 'recordings.score', 'reports.read', 'protection.handle'] as const),
];

/** Which rights a role has. Which cards they are good for is decided by `scopeOf` and row-level security, not here. */
export const rightsOf: Readonly<Record<Role, readonly Right[]>> = {
  owner: [
    ...manager,
    'cards.manage',
    // Whoever brings a file in sees what is known of each of its lines: nobody who may not see every client.
    'clients.import',
    'mail.import',
    'channels.manage',
    'people.manage',
    'company.manage',
    'integrations.manage',
    'audit.read',
    'telephony.manage',
    'whatsapp.manage',
    'protection.manage',
  ],
  manager,
  employee,
  // Keeps channels alive and sees no client.
  administrator: [
    'channels.read',
    'channels.manage',
    'people.read',
    'alerts.read',
    'telephony.manage',
    'whatsapp.manage',
  ],
};

/** What the role gives; by a token only as much of it as the token was given too. */
export const hasRight = ({ role, token }: Pick<Viewer, 'role' | 'token'>, right: Right): boolean =>
  rightsOf[role].includes(right) && (token === undefined || token.rights.includes(right));
