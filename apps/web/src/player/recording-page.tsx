import '../shell/mantine-dialog-css.js';
import { ActionIcon, Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import page from '../shell/page.module.css';
import { Player } from './player.js';
import { recordingQuery } from './recordings.js';
import { RecordingFacts } from './recording-facts.js';

/** One call, large: for listening with care. */
export function RecordingPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { recordingId } = useParams({ from: '/inside/recordings/$recordingId' });
  const { at } = useSearch({ from: '/inside/recordings/$recordingId' });
  const { data } = useQuery(recordingQuery(recordingId));
  return (
    <section className={page.page} aria-label={t('player.pageTitle')}>
      <header className={page.head}>
        <ActionIcon
          variant="subtle"
          color="gray"
          ml={-8}
          aria-label={t('act.back')}
          onClick={() => router.history.back()}
        >
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
        <h1>{data === undefined ? t('player.pageTitle') : <RecordingTitle recording={data} />}</h1>
        <span className={page.spring} />
        {data?.client != null && (
          <Button component={Link} to={`/clients/${data.client.id}`} size="xs" variant="default">
            {t('player.toCard')}
          </Button>
        )}
      </header>
      <div className={page.scroll}>
        {data !== undefined && <RecordingFacts recording={data} />}
        <Player key={recordingId} recordingId={recordingId} size="page" startMs={(at ?? 0) * 1_000} />
      </div>
    </section>
  );
}

function RecordingTitle({ recording }: { recording: { client: { name: string } | null } }) {
  const { t } = useTranslation();
  return recording.client?.name ?? t('player.unknownClient');
}
