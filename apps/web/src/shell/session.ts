import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../api/client.js';
import { meQuery } from '../api/queries.js';

export type Me = Schemas['Me'];

/** Who is signed in; only below the shell, which is not drawn before the answer is there. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (data === undefined) throw new Error('used outside the shell');
  return data;
}

/** Rights as the server names them: the page hides what would be refused, the server refuses it all the same. */
export type Right =
  | 'clients.read'
  | 'clients.write'
  | 'clients.assign'
  | 'clients.import'
  | 'mail.import'
  | 'cards.manage'
  | 'evidence.read'
  | 'unplaced.handle'
  | 'channels.read'
  | 'channels.manage'
  | 'whatsapp.manage'
  | 'people.read'
  | 'people.manage'
  | 'company.manage'
  | 'integrations.manage'
  | 'audit.read'
  | 'calls.make'
  | 'calls.dial'
  | 'calls.board'
  | 'calls.listen'
  | 'recordings.play'
  | 'recordings.download'
  | 'recordings.score'
  | 'telephony.manage'
  | 'protection.handle'
  | 'protection.manage'
  | 'alerts.read'
  | 'tasks.read'
  | 'reports.read';

export const useMay = (right: Right): boolean => useMe().rights.includes(right);
