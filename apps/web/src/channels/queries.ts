import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type Standing = Schemas['ChannelStanding'];

/** The socket tells of changes of state; what waits changes without one. */
export const overviewQuery = queryOptions({
  queryKey: keys.channelOverview,
  queryFn: () => take(api.GET('/api/v1/channel-overview')),
  refetchInterval: 30_000,
});
