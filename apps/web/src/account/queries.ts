import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type Session = Schemas['Session'];
export type MailPassword = Schemas['MailPassword'];

export const mySessionsQuery = queryOptions({
  queryKey: keys.mySessions,
  queryFn: () => take(api.GET('/api/v1/me/sessions')),
});

export const sessionsOfQuery = (employeeId: string) =>
  queryOptions({
    queryKey: keys.sessionsOf(employeeId),
    queryFn: () => take(api.GET('/api/v1/employees/{id}/sessions', { params: { path: { id: employeeId } } })),
  });

export const mySecondFactorQuery = queryOptions({
  queryKey: keys.mySecondFactor,
  queryFn: () => take(api.GET('/api/v1/me/second-factor')),
});

export const secondFactorOfQuery = (employeeId: string) =>
  queryOptions({
    queryKey: keys.secondFactorOf(employeeId),
    queryFn: () => take(api.GET('/api/v1/employees/{id}/second-factor', { params: { path: { id: employeeId } } })),
  });

export const signInPolicyQuery = queryOptions({
  queryKey: keys.signInPolicy,
  queryFn: () => take(api.GET('/api/v1/sign-in-policy')),
});

export const myPasskeysQuery = queryOptions({
  queryKey: keys.myPasskeys,
  queryFn: () => take(api.GET('/api/v1/me/passkeys')),
});

export const providerQuery = queryOptions({
  queryKey: keys.signInProvider,
  queryFn: () => take(api.GET('/api/v1/sign-in-provider')),
});

export const myMailPasswordsQuery = queryOptions({
  queryKey: keys.myMailPasswords,
  queryFn: () => take(api.GET('/api/v1/me/mail-passwords')),
});

export const allMailPasswordsQuery = infiniteQueryOptions({
  initialPageParam: null as string | null,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
  queryKey: keys.allMailPasswords,
  queryFn: ({ pageParam }) =>
    take(
      api.GET('/api/v1/mail-passwords', {
        params: { query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) } },
      }),
    ),
});

export const mailPasswordsOfQuery = (employeeId: string) =>
  queryOptions({
    queryKey: keys.mailPasswordsOf(employeeId),
    queryFn: () => take(api.GET('/api/v1/employees/{id}/mail-passwords', { params: { path: { id: employeeId } } })),
  });
