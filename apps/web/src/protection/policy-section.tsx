import { NativeSelect, Switch, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { PolicyForm } from './policy-form.js';
import { protectionPolicyQuery, type ProtectionPolicy } from './queries.js';

/** What the company does about clients being led away from it; decided by the owner. */
export function ProtectionSection() {
  const { t } = useTranslation();
  const { data } = useQuery(protectionPolicyQuery);
  return (
    <section className={page.section}>
      <h2>{t('protection.title')}</h2>
      <p>{t('protection.text')}</p>
      {data !== undefined && <Policy initial={data} />}
    </section>
  );
}

const outgoing: readonly ProtectionPolicy['outgoing'][] = ['off', 'warn', 'hold'];

function Policy({ initial }: { initial: ProtectionPolicy }) {
  const { t } = useTranslation();
  const [policy, setPolicy] = useState(initial);
  const [allowed, setAllowed] = useState(initial.allowed.join('\n'));
  const save = useMutation({
    mutationFn: () => {
      const body = { ...policy, allowed: allowed.split(/\s+/).filter((each) => each !== '') };
      return take(api.PUT('/api/v1/protection/policy', { body }));
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.protectionPolicy, saved);
      toast.ok(t('protection.saved'));
    },
  });
  return (
    <PolicyForm saving={save}>
      <NativeSelect
        label={t('protection.outgoing')}
        description={t(`protection.outgoingAbout.${policy.outgoing}`)}
        data={outgoing.map((value) => ({ value, label: t(`protection.outgoingKind.${value}`) }))}
        value={policy.outgoing}
        onChange={(event) =>
          setPolicy({ ...policy, outgoing: event.currentTarget.value as ProtectionPolicy['outgoing'] })
        }
      />
      <Switch
        label={t('protection.captured')}
        description={t('protection.capturedHint')}
        checked={policy.captured}
        onChange={(event) => setPolicy({ ...policy, captured: event.currentTarget.checked })}
      />
      <Switch
        label={t('protection.strangers')}
        description={t('protection.strangersHint')}
        checked={policy.strangers}
        onChange={(event) => setPolicy({ ...policy, strangers: event.currentTarget.checked })}
      />
      <Textarea
        name="allowed"
        label={t('protection.allowed')}
        description={t('protection.allowedHint')}
        rows={3}
        placeholder={'t.me/company_news\n+380800500500'}
        value={allowed}
        onChange={(event) => setAllowed(event.currentTarget.value)}
      />
    </PolicyForm>
  );
}
