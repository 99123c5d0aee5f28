import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';

export const channelHoursQuery = queryOptions({
  queryKey: keys.channelHours,
  queryFn: () => take(api.GET('/api/v1/channel-hours')),
});

export const teamRoutingQuery = queryOptions({
  queryKey: keys.routing,
  queryFn: () => take(api.GET('/api/v1/routing/teams')),
});

export const absencesQuery = queryOptions({
  queryKey: keys.absences,
  queryFn: () => take(api.GET('/api/v1/absences')),
});

export const boardQuery = queryOptions({
  queryKey: keys.routingBoard,
  queryFn: () => take(api.GET('/api/v1/routing/board')),
});

export const decisionsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.routingOf(id),
    queryFn: () => take(api.GET('/api/v1/conversations/{id}/routing', { params: { path: { id } } })),
  });
