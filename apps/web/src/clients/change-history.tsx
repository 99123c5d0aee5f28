import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { problemText } from '../i18n/words.js';
import css from './changes.module.css';
import { changeText, reasonText } from './change-words.js';
import clients from './clients.module.css';
import { Merges } from './merging/merges.js';
import { changesQuery } from './queries.js';

/** Who changed what on the card, the newest first. */
export function ChangeHistory({ clientId }: { clientId: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(changesQuery(clientId));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError && items.length === 0) return <p className={clients.empty}>{problemText(t, query.error)}</p>;
  if (query.isPending) return <Skeleton height={40} mt="xs" />;
  return (
    <>
      <Merges clientId={clientId} />
      <ol className={css.changes}>
        {items.map((item) => (
          <li key={item.id}>
            {item.reason === 'created' ? (
              <p>{t('cards.made')}</p>
            ) : (
              item.changes.map((change, index) => (
                <p key={index} dir="auto">
                  {changeText(t, change)}
                </p>
              ))
            )}
            {item.reason !== null && item.reason !== 'created' && <p dir="auto">{reasonText(t, item.reason)}</p>}
            <small>
              {item.by?.name ?? 'Keepline'} · <Moment at={item.at} />
            </small>
          </li>
        ))}
      </ol>
      {query.hasNextPage && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('timeline.earlier')}
        </Button>
      )}
    </>
  );
}
