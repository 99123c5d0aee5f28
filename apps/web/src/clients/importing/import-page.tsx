import '../../shell/mantine-field-css.js';
import '@mantine/core/styles/Progress.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import page from '../../shell/page.module.css';
import { RowsSkeleton } from '../../shell/rows-skeleton.js';
import { Trouble } from '../../shell/trouble.js';
import { Checked } from './checked.js';
import { ColumnsStep } from './columns-step.js';
import css from './importing.module.css';
import { importQuery, works, type ClientImport } from './queries.js';
import { Result } from './result.js';
import { Steps, type Step } from './steps.js';
import { Working } from './working.js';

const stepOf: Readonly<Record<ClientImport['state'], Step>> = {
  ...{ uploaded: 'columns', checking: 'check', checked: 'check', running: 'done', done: 'done' },
  ...{ cancelled: 'done', undoing: 'done', undone: 'done' },
};

/** One file of clients on its way through columns and check, and what came of it. */
export function ImportPage() {
  const { t } = useTranslation();
  const { importId } = useParams({ from: '/inside/clients/import/$importId' });
  const query = useQuery(importQuery(importId));
  // A look over the file that was made may be made anew with other columns.
  const [anew, setAnew] = useState(false);
  const item = query.data;
  const columns = item?.state === 'uploaded' || (item?.state === 'checked' && anew);
  return (
    <section className={page.page}>
      <header className={page.head}>
        <ActionIcon component={Link} to="/clients/import" variant="subtle" color="gray" aria-label={t('act.back')}>
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
        <h1 className={css.name} dir="auto">
          {item?.name ?? t('importing.title')}
        </h1>
      </header>
      <div className={page.scroll}>
        {query.isPending ? (
          <RowsSkeleton rows={5} height={56} />
        ) : item === undefined ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <>
            <Steps now={columns ? 'columns' : stepOf[item.state]} />
            {works(item) ? (
              <Working item={item} />
            ) : columns ? (
              <ColumnsStep item={item} onChecking={() => setAnew(false)} />
            ) : item.state === 'checked' ? (
              <Checked item={item} onColumns={() => setAnew(true)} />
            ) : (
              <Result item={item} />
            )}
          </>
        )}
      </div>
    </section>
  );
}
