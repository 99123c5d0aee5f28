import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';

export type ForwardingPolicy = Schemas['ForwardingPolicy'];
export type WorkMailbox = Schemas['WorkMailbox'];

export const forwardingPolicyQuery = queryOptions({
  queryKey: keys.forwardingPolicy,
  queryFn: () => take(api.GET('/api/v1/forwarding-policy')),
});

export const myWorkMailboxQuery = queryOptions({
  queryKey: keys.myWorkMailbox,
  queryFn: () => take(api.GET('/api/v1/me/work-mailbox')),
});

export const workMailboxOfQuery = (employeeId: string) =>
  queryOptions({
    queryKey: keys.workMailboxOf(employeeId),
    queryFn: () => take(api.GET('/api/v1/employees/{id}/work-mailbox', { params: { path: { id: employeeId } } })),
  });
