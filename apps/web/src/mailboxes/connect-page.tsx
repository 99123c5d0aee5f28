import '../shell/mantine-dialog-css.js';
import { ActionIcon } from '@mantine/core';
import { IconArrowLeft, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries.js';
import { ChannelHead } from '../channels/channel-head.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { Problem } from '../api/problem.js';
import { FormProblem } from '../shell/form-problem.js';
import { Guide } from './guide.js';
import { takeDraft } from './mailbox-draft.js';
import { formFrom } from './mailbox-form.js';
import css from './mailboxes.module.css';

function Frame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={page.page}>
      <header className={page.head}>
        <ActionIcon component={Link} to="/mailboxes" variant="subtle" color="gray" aria-label={t('act.back')} ml={-8}>
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
        <h1>{title}</h1>
      </header>
      <div className={page.scroll}>{children}</div>
    </section>
  );
}

/** A new mailbox, step by step; where the browser comes back from a provider, from where it left. */
export function ConnectPage() {
  const { t } = useTranslation();
  const { consent = null, refused } = useSearch({ from: '/inside/mailboxes/new' });
  const [draft] = useState(() => (consent === null && refused === undefined ? null : takeDraft()));
  return (
    <Frame title={t('mailboxes.connect')}>
      <Refused code={refused} />
      <Guide
        channel={null}
        begun={draft?.preset ?? null}
        initial={draft === null ? null : { ...draft.form, consentId: consent }}
      />
    </Frame>
  );
}

/** Why the provider did not let us in. */
const Refused = ({ code }: { code: string | undefined }) =>
  code === undefined ? null : <FormProblem error={new Problem(422, code)} />;

/** The same steps for one that is connected. */
export function ChangePage() {
  const { t } = useTranslation();
  const { channelId } = useParams({ from: '/inside/mailboxes/$channelId' });
  const { consent = null, refused, renewed } = useSearch({ from: '/inside/mailboxes/$channelId' });
  const cameBack = consent !== null || refused !== undefined || renewed !== undefined;
  const [draft] = useState(() => (cameBack ? takeDraft() : null));
  const { data, error, refetch } = useQuery(channelsQuery);
  const channel = data?.items.find((each) => each.id === channelId);
  if (error !== null && data === undefined) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data !== undefined && (channel === undefined || channel.mailbox === null)) {
    return <Trouble error={new Problem(404, 'channel.not-found')} onRetry={() => void refetch()} />;
  }
  return (
    <Frame title={channel?.name ?? t('settings.title.mailboxes')}>
      {channel?.mailbox == null ? (
        <RowsSkeleton />
      ) : (
        <>
          <Refused code={refused} />
          {renewed !== undefined && (
            <p className={css.state} data-tone="ok" role="status">
              <IconCircleCheck size={16} aria-hidden />
              <span>{t('mailSignIn.renewed')}</span>
            </p>
          )}
          <ChannelHead channelId={channel.id} />
          <Guide
            key={channel.id}
            channel={channel}
            initial={{ ...(draft?.form ?? formFrom(channel, channel.mailbox)), consentId: consent }}
          />
        </>
      )}
    </Frame>
  );
}
