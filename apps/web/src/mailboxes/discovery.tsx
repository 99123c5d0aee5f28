import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { GuideHint } from './guide-parts.js';
import type { MailboxForm, ServerForm } from './mailbox-form.js';
import { presets, type Preset, type Server } from './presets.js';

/** What was found out about an address, in a line. */
export type Said = { is: 'provider'; preset: Preset } | { is: 'servers'; imap: string | null; smtp: string | null };

interface Found {
  preset: Preset | null;
  /** What the domain names itself, over what stands in the form. */
  servers: (form: MailboxForm) => Partial<MailboxForm>;
}

const over = (form: ServerForm, found: Server | null): ServerForm => (found === null ? form : { ...form, ...found });

/** Asks where a mailbox of an address is; once for each domain. */
export function useDiscovery(): { said: Said | null; ask: (address: string) => Promise<Found | null> } {
  const [said, setSaid] = useState<Said | null>(null);
  const [asked, setAsked] = useState('');
  const { mutateAsync } = useMutation({
    mutationFn: (address: string) => take(api.POST('/api/v1/channels/discover', { body: { address } })),
  });
  const ask = async (address: string): Promise<Found | null> => {
    const domain = address.trim().split('@')[1]?.toLowerCase() ?? '';
    if (!domain.includes('.') || domain === asked) return null;
    setAsked(domain);
    setSaid(null);
    // Nobody waits for it: whoever knows the servers writes them down.
    const answer = await mutateAsync(address.trim()).catch(() => null);
    if (answer === null) return null;
    const preset = presets.find(({ name }) => name === answer.provider) ?? null;
    if (preset !== null) {
      setSaid({ is: 'provider', preset });
      return { preset, servers: () => ({}) };
    }
    const { imap, smtp } = answer;
    if (imap === null && smtp === null) return null;
    setSaid({ is: 'servers', imap: imap?.host ?? null, smtp: smtp?.host ?? null });
    return {
      preset: null,
      servers: (form) => ({ imap: over(form.imap, imap), smtp: over(form.smtp, smtp) }),
    };
  };
  return { said, ask };
}

/** A domain's word is not proof: a person sees the names before a password goes there (RFC 6186 6). */
export function Discovered({ said }: { said: Said | null }) {
  const { t } = useTranslation();
  if (said === null) return null;
  return (
    <div role="status">
      <GuideHint>
        {said.is === 'provider'
          ? t('mailDomain.foundProvider', { name: t(`preset.${said.preset.name}.name`) })
          : t('mailDomain.foundServers', { servers: [said.imap, said.smtp].filter(Boolean).join(', ') })}
      </GuideHint>
    </div>
  );
}
