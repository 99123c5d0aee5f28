import i18next from 'i18next';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { callClient, dial } from '../calls/call-requests.js';
import type { Call } from '../calls/call.js';
import { adviceText, problemText } from '../i18n/words.js';
import { asProblem } from '../api/problem.js';
import { toast } from '../shell/toast.js';
import { expectCallOf, ownDevice } from './phone.js';
import { readyToSpeak } from './ready-to-speak.js';

/** @returns null: it was refused, and said why */
async function place(ask: () => Promise<Call>, say: (refusal: string) => void): Promise<Call | null> {
  if (!(await readyToSpeak())) return null;
  try {
    const call = await expectCallOf(ask);
    queryClient.setQueryData<{ items: Call[] }>(keys.liveCalls, (live) =>
      live === undefined || live.items.some(({ id }) => id === call.id) ? live : { items: [...live.items, call] },
    );
    void queryClient.invalidateQueries({ queryKey: keys.liveCalls });
    return call;
  } catch (error) {
    const advice = adviceText(i18next.t, asProblem(error).code);
    say([problemText(i18next.t, error), advice].filter((text) => text !== null).join(' '));
    return null;
  }
}

/** Calls a client at one of their numbers, which stays with the server. */
export const placeClientCall = (clientId: string, contactPointId: string): Promise<Call | null> =>
  place(() => callClient(clientId, contactPointId, ownDevice()), toast.bad);

/** Calls what was typed: a number, an extension, `*` and a client's short code. */
export const placeDialledCall = (
  to: string,
  channelId: string | null,
  say: (refusal: string) => void,
): Promise<Call | null> => place(() => dial(to, channelId, ownDevice()), say);
