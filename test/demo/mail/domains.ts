import type { MailDomainView } from '../../../apps/core/src/channels/domains/domain.view.js';
import { DnsWorld } from '../../peers/dns-world.js';
import { company } from '../sample-office.js';
import type { SettledOffice } from '../settle.js';

/** The shop’s own domain, which nobody has looked after since it was bought. */
export const shopAddress = 'shop@teplytsia-online.example';

/** What the office’s domains say of their mail: the first as it should, but for a policy that only watches; the shop’s not yet. */
export async function officeDomains(): Promise<{ dns: DnsWorld; servers: string }> {
  const dns = new DnsWorld();
  const servers = await dns.listen();
  dns.say(company.domain, { MX: [[10, 'mx.poshta.example']], TXT: ['v=spf1 mx include:_spf.poshta.example -all'] });
  dns.say('_spf.poshta.example', { TXT: ['v=spf1 ip4:192.0.2.0/24 -all'] });
  dns.say('mx.poshta.example', { A: ['192.0.2.25'] });
  dns.say(`_dmarc.${company.domain}`, { TXT: [`v=DMARC1; p=none; rua=mailto:postmaster@${company.domain}`] });
  dns.say(shopAddress.split('@')[1]!, { MX: [[10, 'mx.poshta.example']], TXT: ['v=spf1 +all'] });
  return { dns, servers };
}

/** A key for the first domain: its record is published, and letters are signed with it. */
export async function signLetters({ owner }: Pick<SettledOffice, 'owner'>, dns: DnsWorld): Promise<void> {
  const { keys } = await owner.post<MailDomainView>(`/mail-domains/${company.domain}/keys`, {});
  const [key] = keys;
  if (key === undefined) throw new Error('no key was made');
  // RFC 6376 3.6.2.2: a record is as long as a key is, and its pieces are not.
  dns.say(key.record.name, { TXT: [key.record.value.match(/.{1,200}/g) ?? []] });
  await owner.post(`/mail-domains/${company.domain}/keys/${key.selector}/activate`, {});
  for (const { domain } of (await owner.get<{ items: MailDomainView[] }>('/mail-domains')).items)
    await owner.post(`/mail-domains/${domain}/look`, {});
}
