import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { channelsQuery, teamsQuery } from '../api/queries.js';
import { useMay, useMe } from '../shell/session.js';

export interface SignaturePlace {
  value: string;
  label: string;
  of: Schemas['Signature']['of'];
  teamId: string | null;
  channelId: string | null;
}

/** Whose letters one may say it for, and which have none yet: one's own, as a head one's teams', as the owner everybody's. */
export function usePlaces(there: readonly Schemas['Signature'][]): SignaturePlace[] {
  const { t } = useTranslation();
  const me = useMe();
  const owner = useMay('company.manage');
  const heads = owner || me.role === 'manager';
  const mayChannels = useMay('channels.manage');
  const { data: teams } = useQuery({ ...teamsQuery, enabled: heads });
  const { data: channels } = useQuery({ ...channelsQuery, enabled: mayChannels });
  const nothing = { teamId: null, channelId: null };
  const all: SignaturePlace[] = [
    { ...nothing, value: 'me', of: 'me', label: t('signatures.of.me') },
    ...(owner ? [{ ...nothing, value: 'company', of: 'company' as const, label: t('signatures.of.company') }] : []),
    ...(teams?.items ?? [])
      .filter(({ id, head }) => owner || head?.id === me.id || me.team?.id === id)
      .map(({ id, name }) => ({
        ...{ value: id, of: 'team' as const, teamId: id, channelId: null },
        label: t('responses.ofTeam', { name }),
      })),
    ...(channels?.items ?? [])
      .filter(({ medium }) => medium === 'email')
      .map(({ id, name }) => ({
        ...{ value: id, of: 'channel' as const, teamId: null, channelId: id },
        label: t('signatures.ofMailbox', { name }),
      })),
  ];
  const taken = new Set(there.filter(({ mine }) => mine).map((one) => one.team?.id ?? one.channel?.id ?? one.of));
  const free = all.filter(({ value }) => !taken.has(value));
  return free.length > 0 ? free : all;
}
