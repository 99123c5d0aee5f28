import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';

export const channelHoursQuery = queryOptions({
  queryKey: keys.channelHours,
  queryFn: () => take(api.GET('/api/v1/channel-hours')),
});
