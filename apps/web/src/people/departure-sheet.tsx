import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { findText } from '../i18n/words.js';
import css from './people.module.css';

/** How much of what. */
export function Counts({
  title,
  counts,
  none,
}: {
  title: string;
  counts: Schemas['DepartureSheet']['moved'];
  none?: string;
}) {
  const { t, i18n } = useTranslation();
  if (counts.length === 0 && none === undefined) return null;
  return (
    <section className={css.counts}>
      <h3>{title}</h3>
      {counts.length === 0 ? (
        <p>{none}</p>
      ) : (
        <dl>
          {counts.map(({ kind, count }) => (
            <div key={kind}>
              <dt>{findText(t, `leaving.kind.${kind}`) ?? kind}</dt>
              <dd>{count.toLocaleString(i18n.language)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** What a departure did; the same for ever. */
export function Sheet({ sheet }: { sheet: Schemas['DepartureSheet'] }) {
  const { t, i18n } = useTranslation();
  const at = new Date(sheet.at).toLocaleString(i18n.language, { dateStyle: 'long', timeStyle: 'short' });
  return (
    <article className={css.sheet}>
      <p>{t('leaving.sheetText', { at, name: sheet.employee.name, by: sheet.by.name })}</p>
      <p>
        {t('leaving.to', { name: sheet.successor.name })} {sheet.reason}
      </p>
      <Counts title={t('leaving.revoked')} counts={sheet.revoked} none={t('leaving.revokesNone')} />
      <Counts title={t('leaving.moved')} counts={sheet.moved} none={t('leaving.movesNone')} />
      <Counts title={t('leaving.left')} counts={sheet.left} />
      <p className={css.seal}>{t('leaving.seal', { sha256: sheet.sha256 })}</p>
    </article>
  );
}
