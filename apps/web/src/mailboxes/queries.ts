import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';

export type OauthClient = Schemas['MailOauthClient'];

export const mailOauthQuery = queryOptions({
  queryKey: keys.mailOauth,
  queryFn: () => take(api.GET('/api/v1/mail-oauth')),
});

export const consentQuery = (id: string) =>
  queryOptions({
    queryKey: keys.mailConsent(id),
    queryFn: () => take(api.GET('/api/v1/mail-consents/{id}', { params: { path: { id } } })),
    retry: false,
  });

/** Leaves the page for the provider's; the browser comes back to the mailbox. */
export async function signInAt(
  provider: OauthClient['provider'],
  address: string,
  channelId: string | null,
): Promise<void> {
  const { url } = await take(api.POST('/api/v1/mail-consents', { body: { provider, address, channelId } }));
  window.location.assign(url);
}

export type MailDomain = Schemas['MailDomain'];

export const mailDomainsQuery = queryOptions({
  queryKey: keys.mailDomains,
  queryFn: () => take(api.GET('/api/v1/mail-domains')),
});

/** One of them as it is now. */
export function keepDomain(domain: MailDomain): void {
  queryClient.setQueryData(mailDomainsQuery.queryKey, (kept) =>
    kept === undefined ? kept : { items: kept.items.map((one) => (one.domain === domain.domain ? domain : one)) },
  );
}

export const forgetMailOauth = (): Promise<void> => queryClient.invalidateQueries({ queryKey: keys.mailOauth });
