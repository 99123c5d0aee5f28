import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';
import { codeText, findText } from '../../i18n/words.js';
import { Undo } from '../../importing/undo.js';
import page from '../../shell/page.module.css';
import { useMailImportAct } from './acts.js';
import { Found } from './found.js';
import { LeftOut } from './left-out.js';
import type { MailImport } from './queries.js';
import { Tallied } from './tallied.js';

/** What came of the letters, and the way back. */
export function Result({ item }: { item: MailImport }) {
  const { t, i18n } = useTranslation();
  const undo = useMailImportAct(item.id, 'undo');
  const { did, undid, undoableUntil: until } = item;
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
          {until !== null && (
            <Undo
              until={until}
              text={t('oldMail.undoText')}
              busy={undo.isPending}
              onUndo={() => undo.mutate(undefined)}
            />
          )}
          <Button variant="default" component={Link} to="/mailboxes/import">
            {t('oldMail.another')}
          </Button>
        </div>
      </section>
      {did && !undid && <Found id={item.id} done />}
      {did && !undid && <LeftOut item={item} tally={did} />}
    </>
  );
}
