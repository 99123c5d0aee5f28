import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';
import { Moment } from '../../i18n/moment.js';
import { codeText, findText } from '../../i18n/words.js';
import page from '../../shell/page.module.css';
import { useMailImportAct } from './acts.js';
import { Found } from './found.js';
import { LeftOut } from './left-out.js';
import type { MailImport } from './queries.js';
import { Tallied } from './tallied.js';

/** What came of the letters, and the way back. */
export function Result({ item }: { item: MailImport }) {
  const { t, i18n } = useTranslation();
  const { did, undid } = item;
  const left = Object.entries(undid?.left ?? {});
  return (
    <>
      <section className={css.outcome}>
        <h2>
          {t(undid ? 'importing.undid' : 'importing.did')} <small>{t(`oldMail.state.${item.state}`)}</small>
        </h2>
        {item.code !== null && (
          <p className={css.trouble} role="alert">
            {codeText(t, item.code, item.details)}
          </p>
        )}
        {undid ? (
          <dl className={css.tally}>
            <div data-is="good">
              <dt>{t('oldMail.withdrawn')}</dt>
              <dd>{undid.withdrawn.toLocaleString(i18n.language)}</dd>
            </div>
            {left.map(([code, count]) => (
              <div key={code} data-is="bad">
                <dt>{findText(t, `oldMail.stays.${code}`) ?? code}</dt>
                <dd>{count.toLocaleString(i18n.language)}</dd>
              </div>
            ))}
          </dl>
        ) : (
          did && <Tallied tally={did} />
        )}
        <div className={page.acts}>
          {item.undoableUntil !== null && <Undo item={item} />}
          <Button variant="default" component={Link} to="/mailboxes/import">
            {t('oldMail.another')}
          </Button>
        </div>
      </section>
      {did && !undid && <Found id={item.id} />}
      {did && !undid && <LeftOut item={item} tally={did} />}
    </>
  );
}

/** Asked once more: it may be thousands of letters. */
function Undo({ item }: { item: MailImport }) {
  const { t } = useTranslation();
  const undo = useMailImportAct(item.id, 'undo');
  const [asked, setAsked] = useState(false);
  return (
    <>
      <span className={css.calm}>
        {asked ? (
          t('oldMail.undoText')
        ) : (
          <>
            {t('importing.undoUntil')} <Moment at={item.undoableUntil!} as="day" />
          </>
        )}
      </span>
      {asked && (
        <Button variant="default" onClick={() => setAsked(false)}>
          {t('act.cancel')}
        </Button>
      )}
      <Button
        variant={asked ? 'light' : 'default'}
        color={asked ? 'red' : undefined}
        loading={undo.isPending}
        leftSection={<IconArrowBackUp size={15} aria-hidden />}
        onClick={() => (asked ? undo.mutate(undefined) : setAsked(true))}
      >
        {t(asked ? 'importing.reallyUndo' : 'importing.undo')}
      </Button>
    </>
  );
}
