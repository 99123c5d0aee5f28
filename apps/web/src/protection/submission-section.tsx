import { NativeSelect, Switch, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries.js';
import { languages, type Language } from '../i18n/language.js';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { PolicyForm } from './policy-form.js';
import { SubmissionHabits } from './submission-habits.js';
import { submissionPolicyQuery, type SubmissionPolicy } from './queries.js';

/** What employees may do from their own mail programs; decided by the owner. */
export function SubmissionSection() {
  const { t } = useTranslation();
  const { data } = useQuery(submissionPolicyQuery);
  return (
    <section className={page.section}>
      <h2>{t('submission.title')}</h2>
      <p>{t('submission.text')}</p>
      {data !== undefined && <Policy initial={data} />}
    </section>
  );
}

const strangers: readonly SubmissionPolicy['strangers'][] = ['allow', 'hold', 'refuse'];

function Policy({ initial }: { initial: SubmissionPolicy }) {
  const { t } = useTranslation();
  const [policy, setPolicy] = useState(initial);
  const { tellAddress } = policy;
  const tell = (to: Partial<typeof tellAddress>) => setPolicy({ ...policy, tellAddress: { ...tellAddress, ...to } });
  const { data: channels } = useQuery(channelsQuery);
  const mailboxes = (channels?.items ?? []).filter(({ medium }) => medium === 'email');
  const save = useMutation({
    mutationFn: () => take(api.PUT('/api/v1/submission-policy', { body: policy })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.submissionPolicy, saved);
      toast.ok(t('protection.saved'));
    },
  });
  return (
    <PolicyForm saving={save}>
      <NativeSelect
        label={t('submission.strangers')}
        description={t(`submission.strangersAbout.${policy.strangers}`)}
        data={strangers.map((value) => ({ value, label: t(`submission.strangersKind.${value}`) }))}
        value={policy.strangers}
        onChange={(event) =>
          setPolicy({ ...policy, strangers: event.currentTarget.value as SubmissionPolicy['strangers'] })
        }
      />
      <Switch
        label={t('submission.together')}
        description={t('submission.togetherHint')}
        checked={policy.together}
        onChange={(event) => setPolicy({ ...policy, together: event.currentTarget.checked })}
      />
      <Switch
        label={t('submission.tell')}
        description={t('submission.tellHint')}
        checked={tellAddress.enabled}
        onChange={(event) => tell({ enabled: event.currentTarget.checked })}
      />
      {tellAddress.enabled && (
        <>
          <NativeSelect
            label={t('submission.right')}
            description={t('submission.rightHint')}
            data={[
              { value: '', label: t('submission.anyMailbox') },
              ...mailboxes.map(({ id, address }) => ({ value: id, label: address })),
            ]}
            value={tellAddress.channelId ?? ''}
            onChange={(event) => tell({ channelId: event.currentTarget.value || null })}
          />
          {(Object.keys(languages) as Language[]).map((language) => (
            <Textarea
              name={`tellAddress.texts.${language}`}
              key={language}
              label={languages[language]}
              lang={language}
              rows={3}
              maxLength={1_000}
              value={tellAddress.texts[language]}
              onChange={(event) => tell({ texts: { ...tellAddress.texts, [language]: event.currentTarget.value } })}
            />
          ))}
        </>
      )}
      <SubmissionHabits
        policy={policy}
        mailboxes={mailboxes}
        onChange={(change) => setPolicy({ ...policy, ...change })}
      />
    </PolicyForm>
  );
}
