import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import css from './clients.module.css';
import { Company } from './company.js';
import { CardFields } from './fields/card-fields.js';

interface Props {
  client: Schemas['Client'];
  onEdit: (() => void) | null;
}

/** What a card says beyond how the client is reached. */
export function CardMore({ client, onEdit }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Company client={client} />
      <p className={css.cycle}>
        {t('cards.lifecycleName')}: <b>{t(`cards.lifecycle.${client.lifecycle}`)}</b>, {t('cards.lifecycleSince')}{' '}
        <Moment at={client.lifecycleSince} as="day" />
      </p>
      <CardFields client={client} onEdit={onEdit} />
    </>
  );
}
