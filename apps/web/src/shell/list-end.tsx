import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Bone } from './bone.js';
import css from './list-end.module.css';
import { Retry } from './retry.js';

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** The foot of a keyset-paged list: fetches the next page shortly before it comes into sight. */
export function ListEnd({ query, as: Tag = 'li' }: { query: Paged; as?: 'li' | 'div' }) {
  const { t } = useTranslation();
  const mark = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (!hasNextPage || isFetchingNextPage || isFetchNextPageError || mark.current === null) return undefined;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && void fetchNextPage(), {
      rootMargin: '600px',
    });
    watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <Tag className={css.end}>
      <div ref={mark} />
      {isFetchNextPageError ? (
        <Retry compact onRetry={() => void fetchNextPage()} />
      ) : (
        <Bone height={10} width="60%" label={t('act.loading')} />
      )}
    </Tag>
  );
}
