import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { askUnread } from '../api/first-asks.js';
import { keys } from '../api/keys.js';

export type Notice = Schemas['Notice'];
export type NoticeChoices = Schemas['NoticeChoices'];
export type NoticeKind = keyof NoticeChoices['ways'];

/** Counted no further than 100. */
export const unreadQuery = queryOptions({
  queryKey: keys.noticesUnread,
  queryFn: () => askUnread(),
});

/** What I was told, newest first. */
export const noticesQuery = infiniteQueryOptions({
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
  queryKey: keys.noticeList,
  queryFn: ({ pageParam }) =>
    take(
      api.GET('/api/v1/notices', {
        params: { query: { limit: 30, ...(pageParam === null ? {} : { cursor: pageParam }) } },
      }),
    ),
});

/** The newest of what I have not read. */
export const newestNotices = () =>
  take(api.GET('/api/v1/notices', { params: { query: { limit: 5, unread: 'true' } } }));

export const choicesQuery = queryOptions({
  queryKey: keys.noticeChoices,
  queryFn: () => take(api.GET('/api/v1/notices/choices')),
});

export const pushQuery = queryOptions({
  queryKey: keys.push,
  queryFn: () => take(api.GET('/api/v1/me/push')),
});
