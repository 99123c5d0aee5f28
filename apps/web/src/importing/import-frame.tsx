import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from '../clients/importing/importing.module.css';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';

/** The page of one import: its name, the way back to the others, and what stands below once it is here. */
export function ImportFrame<T extends { name: string }>({
  back,
  title,
  query,
  children,
}: {
  back: LinkProps['to'];
  /** Until its name is known. */
  title: string;
  query: UseQueryResult<T>;
  children: (item: T) => ReactNode;
}) {
  const { t } = useTranslation();
  const item = query.data;
  return (
    <section className={page.page}>
      <header className={page.head}>
        <ActionIcon component={Link} to={back} variant="subtle" color="gray" aria-label={t('act.back')}>
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
        <h1 className={css.name} dir="auto">
          {item?.name ?? title}
        </h1>
      </header>
      <div className={page.scroll}>
        {query.isPending ? (
          <RowsSkeleton rows={5} height={56} />
        ) : item === undefined ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          children(item)
        )}
      </div>
    </section>
  );
}
