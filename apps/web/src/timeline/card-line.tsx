import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import css from '../clients/changes.module.css';
import { changeText, reasonText } from '../clients/change-words.js';
import { Moment } from '../i18n/moment.js';

/** The stage, or who is responsible, as it changed between two entries. */
export function CardLine({ event }: { event: Schemas['CardChange'] }) {
  const { t } = useTranslation();
  const made = event.reason === 'created';
  const told = event.changes.filter(({ field }) => ['stage', 'responsible', 'team', 'merged'].includes(field));
  if (!made && told.length === 0) return null;
  return (
    <p className={css.line}>
      <b>{event.by?.name ?? 'Keepline'}</b>
      <span aria-hidden>·</span>
      <span dir="auto">{made ? t('cards.made') : told.map((change) => changeText(t, change)).join('; ')}</span>
      {!made && event.reason !== null && <span dir="auto">({reasonText(t, event.reason)})</span>}
      <Moment at={event.at} as="inDay" />
    </p>
  );
}
