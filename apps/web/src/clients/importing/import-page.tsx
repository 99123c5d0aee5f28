import '../../shell/mantine-field-css.js';
import '@mantine/core/styles/Progress.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ImportFrame } from '../../importing/import-frame.js';
import { Checked } from './checked.js';
import { ColumnsStep } from './columns-step.js';
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
  const state = query.data?.state;
  const columns = state === 'uploaded' || (state === 'checked' && anew);
  return (
    <ImportFrame back="/clients/import" title={t('importing.title')} query={query}>
      {(item) => (
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
    </ImportFrame>
  );
}
