import '../shell/mantine-dialog-css.js';
import '@mantine/core/styles/Progress.layer.css';
import { Button } from '@mantine/core';
import { IconMailbox, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries.js';
import { SettingsBack } from '../settings/settings-back.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { ChannelRow } from './channel-row.js';
import { CopyRules } from './copy-rules.js';

export function MailboxesPage() {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery({ ...channelsQuery, refetchInterval: 30_000 });
  const mayManage = useMay('channels.manage');
  const mayImport = useMay('mail.import');
  const connect = (
    <Button component={Link} to="/mailboxes/new" size="xs" leftSection={<IconPlus size={15} aria-hidden />}>
      {t('mailboxes.connect')}
    </Button>
  );
  const channels = (data?.items ?? []).filter(({ medium }) => medium === 'email');
  return (
    <section className={page.page}>
      <header className={page.head}>
        <SettingsBack />
        <h1>{t('settings.title.mailboxes')}</h1>
        <span className={page.spring} />
        <div className={page.many}>
          {mayManage && (
            <>
              <Button component={Link} to="/mailboxes/domains" size="xs" variant="default">
                {t('mailboxes.domains')}
              </Button>
              <Button component={Link} to="/mailboxes/providers" size="xs" variant="default">
                {t('mailboxes.providers')}
              </Button>
            </>
          )}
          {mayImport && channels.length > 0 && (
            <Button component={Link} to="/mailboxes/import" size="xs" variant="default">
              {t('oldMail.title')}
            </Button>
          )}
          {mayManage && channels.length > 0 && connect}
        </div>
      </header>
      <div className={page.scroll}>
        {isPending ? (
          <RowsSkeleton rows={3} height={64} />
        ) : isError ? (
          <Trouble error={error} onRetry={() => void refetch()} />
        ) : channels.length === 0 ? (
          <Empty
            icon={IconMailbox}
            title={t('mailboxes.empty')}
            text={t(mayManage ? 'mailboxes.emptyText' : 'mailboxes.emptyTextOthers')}
          >
            {mayManage && connect}
          </Empty>
        ) : (
          <ul className={page.box}>
            {channels.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} mayManage={mayManage} />
            ))}
          </ul>
        )}
        {mayManage && channels.length > 0 && <CopyRules channels={channels} />}
      </div>
    </section>
  );
}
