import { Button } from '@mantine/core';
import { IconCheck, IconPaperclip, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import { ListEnd } from '../shell/list-end.js';
import { MediumIcon } from '../shell/medium-icon.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './protection.module.css';
import { heldQuery, type Held } from './queries.js';

/** What employees wrote and what waits for a head: read here, let go or stopped. Nothing at all where nothing waits. */
export function HeldMessages() {
  const { t } = useTranslation();
  const query = useInfiniteQuery({ ...heldQuery, refetchInterval: 60_000 });
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  if (query.isError && items.length === 0) {
    return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (items.length === 0) return null;
  return (
    <section className={css.held} aria-label={t('protection.held')}>
      <h2>{t('protection.held')}</h2>
      <p>{t('protection.heldText')}</p>
      <ul className={page.box}>
        {items.map((held) => (
          <HeldRow key={held.id} held={held} />
        ))}
        <ListEnd query={query} />
      </ul>
    </section>
  );
}

function HeldRow({ held }: { held: Held }) {
  const { t } = useTranslation();
  const params = { path: { id: held.id } };
  const decide = useMutation({
    mutationFn: (to: 'release' | 'refuse') =>
      to === 'release'
        ? take(api.POST('/api/v1/protection/held/{id}/release', { params }))
        : take(api.POST('/api/v1/protection/held/{id}/refuse', { params })),
    onSuccess: (_, to) => toast.ok(t(to === 'release' ? 'protection.released' : 'protection.refused')),
    onError: (error) => toast.bad(problemText(t, error)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.held }),
  });
  return (
    <li className={css.row}>
      <p className={css.who}>
        <MediumIcon medium={held.medium} size={15} />
        <b>{held.employee.name}</b> →{' '}
        {held.client === null ? (
          <span>{held.to.join(', ')}</span>
        ) : (
          <Link to="/clients/$clientId" params={{ clientId: held.client.id }}>
            {held.client.name}
          </Link>
        )}
        <Moment at={held.at} />
      </p>
      {held.subject !== '' && <b>{held.subject}</b>}
      <blockquote dir="auto">{held.text}</blockquote>
      {held.files.map((file, index) => (
        <p key={index} className={css.file}>
          <IconPaperclip size={14} aria-hidden /> {file}
        </p>
      ))}
      <p className={css.why}>
        {t('protection.found')} {held.findings.map(({ kind }) => t(`chat.finding.${kind}`)).join(', ')}
      </p>
      <div className={css.acts}>
        <Button
          size="compact-sm"
          loading={decide.isPending}
          leftSection={<IconCheck size={15} aria-hidden />}
          onClick={() => decide.mutate('release')}
        >
          {t('protection.release')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={decide.isPending}
          leftSection={<IconX size={15} aria-hidden />}
          onClick={() => decide.mutate('refuse')}
        >
          {t('protection.refuse')}
        </Button>
      </div>
    </li>
  );
}
