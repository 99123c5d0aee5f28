import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type Held = Schemas['Held'];
export type ProtectionPolicy = Schemas['ProtectionPolicy'];
export type SubmissionPolicy = Schemas['SubmissionPolicy'];
export type PrivateContact = Schemas['PrivateContact'];

/** What waits for a head before it goes to a client. */
export const heldQuery = infiniteQueryOptions({
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
  queryKey: keys.held,
  queryFn: ({ pageParam }) =>
    take(
      api.GET('/api/v1/protection/held', {
        params: { query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) } },
      }),
    ),
});

export const protectionPolicyQuery = queryOptions({
  queryKey: keys.protectionPolicy,
  queryFn: () => take(api.GET('/api/v1/protection/policy')),
});

export const submissionPolicyQuery = queryOptions({
  queryKey: keys.submissionPolicy,
  queryFn: () => take(api.GET('/api/v1/submission-policy')),
});

export const privateContactsQuery = (employeeId: string) =>
  queryOptions({
    queryKey: keys.privateContacts(employeeId),
    queryFn: () => take(api.GET('/api/v1/employees/{id}/private-contacts', { params: { path: { id: employeeId } } })),
  });
