import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../../i18n/moment.js';
import { codeText, findText } from '../../i18n/words.js';
import { ListEnd } from '../../shell/list-end.js';
import page from '../../shell/page.module.css';
import { useImportAct } from './acts.js';
import css from './importing.module.css';
import { LeftOut } from './left-out.js';
import { importedCardsQuery, type ClientImport } from './queries.js';
import { Tallied } from './tallied.js';

/** What came of the file, and the way back. */
export function Result({ item }: { item: ClientImport }) {
  const { t, i18n } = useTranslation();
  const { did, undid } = item;
  const left = Object.values(undid?.left ?? {}).reduce((sum, n) => sum + n, 0);
  return (
    <>
      <section className={css.outcome}>
        <h2>
          {t(undid ? 'importing.undid' : 'importing.did')} <small>{t(`importing.state.${item.state}`)}</small>
        </h2>
        {item.code !== null && (
          <p className={css.trouble} role="alert">
            {codeText(t, item.code, item.details)}
          </p>
        )}
        {undid ? (
          <dl className={css.tally}>
            {(['removed', 'restored'] as const).map((name) => (
              <div key={name} data-is="good">
                <dt>{t(`importing.${name}`)}</dt>
                <dd>{undid[name].toLocaleString(i18n.language)}</dd>
              </div>
            ))}
            {left > 0 && (
              <div data-is="bad">
                <dt>{t('importing.left')}</dt>
                <dd>{left.toLocaleString(i18n.language)}</dd>
              </div>
            )}
          </dl>
        ) : (
          did && <Tallied tally={did} />
        )}
        <div className={page.acts}>
          {item.undoableUntil !== null && <Undo item={item} />}
          <Button variant="default" component={Link} to="/clients/import">
            {t('importing.another')}
          </Button>
        </div>
      </section>
      {did && !undid && <LeftOut item={item} tally={did} />}
      {(undid ? left > 0 : did !== null) && <Cards id={item.id} which={undid ? 'left' : 'all'} />}
    </>
  );
}

/** Asked once more: it may be thousands of cards. */
function Undo({ item }: { item: ClientImport }) {
  const { t } = useTranslation();
  const undo = useImportAct(item.id, 'undo');
  const [asked, setAsked] = useState(false);
  return (
    <>
      <span className={css.calm}>
        {asked ? (
          t('importing.undoText')
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
        onClick={() => (asked ? undo.mutate() : setAsked(true))}
      >
        {t(asked ? 'importing.reallyUndo' : 'importing.undo')}
      </Button>
    </>
  );
}

function Cards({ id, which }: { id: string; which: 'all' | 'left' }) {
  const { t, i18n } = useTranslation();
  const query = useInfiniteQuery(importedCardsQuery(id, which));
  const cards = query.data?.pages.flatMap((each) => each.items) ?? [];
  if (cards.length === 0) return null;
  return (
    <section className={page.section}>
      <div className={page.sectionHead}>
        <h2>{t(which === 'left' ? 'importing.left' : 'importing.cards')}</h2>
      </div>
      <ul className={page.box}>
        {cards.map(({ line, made, leftCode, client }, n) => (
          <li key={n} className={css.problem}>
            <span>{t('importing.line', { line: line.toLocaleString(i18n.language) })}</span>
            <span>
              {client === null ? (
                t('importing.gone')
              ) : (
                <Link to="/clients/$clientId" params={{ clientId: client.id }} dir="auto">
                  {client.name}
                </Link>
              )}
              <small>
                {leftCode === null
                  ? t(made ? 'importing.made' : 'importing.wasChanged')
                  : (findText(t, `importing.leftCode.${leftCode}`) ?? leftCode)}
              </small>
            </span>
          </li>
        ))}
        <ListEnd query={query} />
      </ul>
    </section>
  );
}
