import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries.js';
import { ChannelRow } from '../mailboxes/channel-row.js';
import { Guide } from '../mailboxes/guide.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { stepTaken } from './queries.js';
import css from './set-up.module.css';

/** The address that clients write to: the same form with the same live test as on its own page. */
export function MailboxStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { data, isPending } = useQuery({ ...channelsQuery, refetchInterval: 5_000 });
  const [another, setAnother] = useState(false);
  const mailboxes = (data?.items ?? []).filter(({ medium }) => medium === 'email');
  if (isPending) return <RowsSkeleton rows={2} height={64} />;
  if (mailboxes.length === 0 || another)
    return (
      <Guide
        channel={null}
        initial={null}
        onSaved={() => {
          setAnother(false);
          void stepTaken().then(onDone);
        }}
      />
    );
  return (
    <>
      <ul className={page.box}>
        {mailboxes.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} mayManage />
        ))}
      </ul>
      <Button className={css.more} size="xs" variant="default" onClick={() => setAnother(true)}>
        {t('firstSteps.anotherMailbox')}
      </Button>
    </>
  );
}
