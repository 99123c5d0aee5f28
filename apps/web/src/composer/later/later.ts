import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';

/** An answer that has not gone yet, and when it goes by this machine's clock, ms. */
export type Later = Schemas['LaterMessage'] & { until: number };

const counted = (message: Schemas['LaterMessage']): Later => ({ ...message, until: Date.now() + message.inMs });

/** What can still be taken back stands last, where one has just written. */
const inOrder = (messages: readonly Later[]): Later[] =>
  [...messages].sort((a, b) => Number(a.undo) - Number(b.undo) || a.until - b.until);

export const laterQuery = (clientId: string) =>
  queryOptions({
    queryKey: keys.later(clientId),
    queryFn: async () => {
      const { items } = await take(api.GET('/api/v1/clients/{id}/later', { params: { path: { id: clientId } } }));
      return inOrder(items.map(counted));
    },
    // The live connection tells when one has gone; where it is down, this does.
    refetchInterval: ({ state }) => (state.data?.some(({ until }) => until < Date.now()) === true ? 2_000 : false),
  });

/** At once in its place, before the list is asked for anew. */
export function keepLater(message: Schemas['LaterMessage']): void {
  const key = laterQuery(message.clientId).queryKey;
  if (message.state === 'gone' || message.state === 'taken-back') return;
  queryClient.setQueryData(key, (now) =>
    inOrder([...(now ?? []).filter(({ id }) => id !== message.id), counted(message)]),
  );
}

export function dropLater({ id, clientId }: Pick<Later, 'id' | 'clientId'>): void {
  queryClient.setQueryData(laterQuery(clientId).queryKey, (now) => now?.filter((each) => each.id !== id));
}
