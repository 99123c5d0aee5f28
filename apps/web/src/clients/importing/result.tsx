import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { codeText, findText } from '../../i18n/words.js';
import { Undo } from '../../importing/undo.js';
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
  const undo = useImportAct(item.id, 'undo');
  const { did, undid, undoableUntil: until } = item;
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
          {until !== null && (
            <Undo until={until} text={t('importing.undoText')} busy={undo.isPending} onUndo={() => undo.mutate()} />
          )}
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
