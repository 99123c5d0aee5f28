import { Button, NativeSelect, Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { channelsQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { SettingsFrame } from '../settings/settings-frame.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './forwarding.module.css';
import { forwardingPolicyQuery, type ForwardingPolicy } from './queries.js';

/** Which letters of clients go on to the mailboxes in which employees work; decided by the owner. */
export function ForwardingPage() {
  const { t } = useTranslation();
  const policy = useQuery(forwardingPolicyQuery);
  const channels = useQuery(channelsQuery);
  const mailboxes = channels.data?.items.filter(({ medium }) => medium === 'email');
  return (
    <SettingsFrame title={t('settings.title.forwarding')}>
      <section className={page.section}>
        <h2>{t('forwarding.rule')}</h2>
        <p>{t('forwarding.text')}</p>
        {policy.isError && <Trouble error={policy.error} onRetry={() => void policy.refetch()} />}
        {policy.data !== undefined && mailboxes !== undefined && <Policy initial={policy.data} mailboxes={mailboxes} />}
      </section>
      <section className={page.section}>
        <h2>{t('forwarding.blind')}</h2>
        <p>{t('forwarding.blindText')}</p>
      </section>
    </SettingsFrame>
  );
}

type Choice = 'company' | 'on' | 'off';

function Policy({ initial, mailboxes }: { initial: ForwardingPolicy; mailboxes: readonly Schemas['Channel'][] }) {
  const { t } = useTranslation();
  const [policy, setPolicy] = useState(initial);
  const save = useMutation({
    mutationFn: () => take(api.PUT('/api/v1/forwarding-policy', { body: policy })),
    onSuccess: (saved) => {
      queryClient.setQueryData(keys.forwardingPolicy, saved);
      toast.ok(t('forwarding.saved'));
    },
  });
  const choiceOf = (channelId: string): Choice => {
    const own = policy.channels.find((each) => each.channelId === channelId);
    return own === undefined ? 'company' : own.enabled ? 'on' : 'off';
  };
  const choose = (channelId: string, choice: Choice) => {
    const others = policy.channels.filter((each) => each.channelId !== channelId);
    setPolicy({
      ...policy,
      channels: choice === 'company' ? others : [...others, { channelId, enabled: choice === 'on' }],
    });
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Switch
        label={t('forwarding.enabled')}
        description={t('forwarding.enabledHint')}
        checked={policy.enabled}
        onChange={(event) => setPolicy({ ...policy, enabled: event.currentTarget.checked })}
      />
      <Switch
        label={t('forwarding.substitutes')}
        description={t('forwarding.substitutesHint')}
        checked={policy.substitutes}
        onChange={(event) => setPolicy({ ...policy, substitutes: event.currentTarget.checked })}
      />
      {mailboxes.length > 0 && (
        <fieldset className={css.mailboxes}>
          <legend>{t('forwarding.mailboxes')}</legend>
          {mailboxes.map(({ id, address }) => (
            <NativeSelect
              key={id}
              label={address}
              data={(['company', 'on', 'off'] as const).map((value) => ({
                value,
                label: t(`forwarding.choice.${value}`),
              }))}
              value={choiceOf(id)}
              onChange={({ currentTarget: { value } }) => choose(id, value as Choice)}
            />
          ))}
        </fieldset>
      )}
      <FormProblem error={save.error} />
      <Button type="submit" size="xs" className={css.save} loading={save.isPending}>
        {t('act.save')}
      </Button>
    </form>
  );
}
