import '../../shell/mantine-field-css.js';
import '@mantine/core/styles/Progress.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';
import { ImportFrame } from '../../importing/import-frame.js';
import { Looked } from './looked.js';
import { Paused } from './paused.js';
import { mailImportQuery, works, type MailImport } from './queries.js';
import { Result } from './result.js';
import { Steps, type Step } from './steps.js';
import { WhoseStep } from './whose-step.js';
import { Working } from './working.js';

const stepOf: Readonly<Record<MailImport['state'], Step>> = {
  ...{ uploading: 'source', ready: 'whose', checking: 'look', checked: 'look', running: 'done', paused: 'done' },
  ...{ done: 'done', cancelled: 'done', undoing: 'done', undone: 'done' },
};

/** One old mailbox on its way to the cards, and what came of it. */
export function MailImportPage() {
  const { t } = useTranslation();
  const { importId } = useParams({ from: '/inside/mailboxes/import/$importId' });
  const query = useQuery(mailImportQuery(importId));
  // A look that was made may be made anew with other answers.
  const [anew, setAnew] = useState(false);
  const state = query.data?.state;
  const whose = state === 'ready' || (state === 'checked' && anew);
  return (
    <ImportFrame back="/mailboxes/import" title={t('oldMail.title')} query={query}>
      {(item) => (
        <>
          <Steps now={whose ? 'whose' : stepOf[item.state]} />
          {works(item) ? (
            <Working item={item} />
          ) : whose ? (
            <WhoseStep item={item} onChecking={() => setAnew(false)} />
          ) : item.state === 'uploading' ? (
            <p className={css.about}>{t('oldMail.brokeOff')}</p>
          ) : item.state === 'checked' ? (
            <Looked item={item} onWhose={() => setAnew(true)} />
          ) : item.state === 'paused' ? (
            <Paused item={item} />
          ) : (
            <Result item={item} />
          )}
        </>
      )}
    </ImportFrame>
  );
}
