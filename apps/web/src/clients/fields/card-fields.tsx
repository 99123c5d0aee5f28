import { Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { Moment } from '../../i18n/moment.js';
import { Address } from '../../timeline/participants.js';
import css from '../clients.module.css';
import { useConfirm } from './confirm.js';
import { useFieldsOf, type CardField } from './of-kind.js';
import own from './fields.module.css';

interface Props {
  client: Schemas['Client'];
  /** null: this viewer only reads. */
  onEdit: (() => void) | null;
}

/** What the company wants to know of the client: what stands there, what is missing, and how fresh it is. */
export function CardFields({ client, onEdit }: Props) {
  const { t } = useTranslation();
  const fields = useFieldsOf(client.kind);
  const confirm = useConfirm(client.id);
  if (fields.length === 0) return null;
  const filled = fields.filter(({ key }) => client.fields[key] !== undefined);
  const missing = fields.filter(({ key }) => client.fieldsMissing.includes(key));
  return (
    <section className={css.cardSection} aria-label={t('cards.details')}>
      <header>
        <h3>{t('cards.details')}</h3>
        {onEdit !== null && (
          <Button size="compact-xs" variant="subtle" onClick={onEdit}>
            {t('cards.fill')}
          </Button>
        )}
      </header>
      {missing.length > 0 && (
        <p className={own.missing}>
          <IconAlertCircle size={15} aria-hidden />
          <span>{t('cards.missing', { fields: missing.map(({ label }) => label).join(', ') })}</span>
        </p>
      )}
      {filled.length > 0 && (
        <dl className={css.facts}>
          {filled.map((field) => (
            <FieldLine key={field.key} field={field} value={client.fields[field.key] ?? ''} />
          ))}
        </dl>
      )}
      {filled.length === 0 && missing.length === 0 && <p className={css.empty}>{t('cards.noDetails')}</p>}
      {filled.length > 0 && client.fieldsConfirmedAt !== null && (
        <p className={own.fresh} data-stale={client.fieldsStale || undefined}>
          {t('cards.confirmed')} <Moment at={client.fieldsConfirmedAt} />
          {client.fieldsConfirmedBy !== null && ` · ${client.fieldsConfirmedBy.name}`}
          {client.fieldsStale && onEdit !== null && (
            <Button size="compact-xs" variant="default" loading={confirm.isPending} onClick={() => confirm.mutate()}>
              {t('cards.confirm')}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}

function FieldLine({ field, value }: { field: CardField; value: string }) {
  const { i18n } = useTranslation();
  const shown =
    field.kind === 'date' ? (
      new Date(`${value}T00:00:00`).toLocaleDateString(i18n.language, { dateStyle: 'medium' })
    ) : field.kind === 'number' ? (
      Number(value).toLocaleString(i18n.language, { maximumFractionDigits: 6 })
    ) : field.kind === 'phone' || field.kind === 'email' ? (
      <Address value={value} masked={value.includes('•')} />
    ) : field.kind === 'url' && !value.includes('•') ? (
      <a href={value} target="_blank" rel="noreferrer">
        {value.replace(/^https?:\/\/(www\.)?|\/$/g, '')}
      </a>
    ) : (
      value
    );
  return (
    <>
      <dt>{field.label}</dt>
      <dd dir="auto">{shown}</dd>
    </>
  );
}
