import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { Person } from '../shell/person.js';
import { TagChip } from './tags/tag-chip.js';
import css from './clients.module.css';

interface Props {
  item: Schemas['ClientListItem'];
  marked: boolean;
  /** Said behind the name. */
  note?: string | undefined;
}

export function ClientRow({ item, marked, note }: Props) {
  const { t } = useTranslation();
  return (
    <li className={css.row} data-marked={marked || undefined}>
      <Link to="/clients/$clientId" params={{ clientId: item.id }}>
        <Person name={item.name} size={30} company={item.kind === 'company'} />
        <span className={css.name}>
          {item.name}
          {item.tags.slice(0, 3).map((tag) => (
            <TagChip key={tag.id} tag={tag} />
          ))}
          {note !== undefined && <small>{note}</small>}
        </span>
        <span className={css.stage}>{t(`clients.stage.${item.stage}`)}</span>
        <span className={css.responsible}>{item.responsible?.name ?? t('clients.nobody')}</span>
        <span className={css.when}>
          {item.waitingSince !== null ? (
            <b>
              {t('inbox.waits')} <Moment at={item.waitingSince} as="age" />
            </b>
          ) : (
            item.lastInteractionAt !== null && <Moment at={item.lastInteractionAt} />
          )}
        </span>
      </Link>
    </li>
  );
}
