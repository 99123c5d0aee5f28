import i18next from 'i18next';
import { clientQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import { openDialPad } from '../softphone/dial-pad-wanted.js';
import { placeClientCall } from '../softphone/place-call.js';
import type { Task } from './call.js';

/** Calls a client by name at their first number. @returns whether it was placed; otherwise it was said why not */
export async function callByName(clientId: string): Promise<boolean> {
  try {
    const client = await queryClient.fetchQuery(clientQuery(clientId));
    const phone = client.contactPoints.find(({ kind }) => kind === 'phone');
    if (phone !== undefined) return (await placeClientCall(clientId, phone.id)) !== null;
    toast.bad(i18next.t('calls.noNumberOnCard', { name: client.name }));
  } catch (error) {
    toast.bad(problemText(i18next.t, error));
  }
  return false;
}

/** One click: the client's own number, or the pad for a stranger's, as far as that may be seen. */
export async function callBack(task: Task): Promise<void> {
  const client = task.client ?? task.call?.client ?? null;
  const shown = task.call?.shown ?? '';
  if (client !== null) await callByName(client.id);
  else openDialPad(shown.startsWith('+') && !shown.includes('*') ? shown : '');
}
