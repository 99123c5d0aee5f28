import { api, take } from './client.js';
import type { InboxSearch } from './queries.js';
import { soonWanted } from './soon-wanted.js';

// What the first page is made of: the head start (../head-start.ts) asks for it before the page itself is there.

export const askMe = soonWanted(() => take(api.GET('/api/v1/me')));

export const askStart = soonWanted(() => take(api.GET('/api/v1/start')));

export const askCounters = soonWanted(() => take(api.GET('/api/v1/conversations/counters')));

export const askUnread = soonWanted(() => take(api.GET('/api/v1/notices/unread')));

export const askAlerts = soonWanted((open: boolean, cursor: string | null) =>
  take(
    api.GET('/api/v1/alerts', {
      params: { query: { open: open ? 'true' : 'false', limit: 100, ...(cursor === null ? {} : { cursor }) } },
    }),
  ),
);

export const askConversations = soonWanted(({ unread, ...criteria }: InboxSearch, cursor: string | null) =>
  take(
    api.GET('/api/v1/conversations', {
      params: {
        query: {
          ...{ limit: 40, ...criteria, ...(cursor === null ? {} : { cursor }) },
          ...(unread === undefined ? {} : { unread: unread ? ('true' as const) : ('false' as const) }),
        },
      },
    }),
  ),
);
