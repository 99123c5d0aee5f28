import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { ClientRow } from '../clients/client-row.js';
import list from '../clients/clients.module.css';
import { FoundRow } from './found-row.js';
import type { SearchAddress, SearchGroup } from './search-address.js';
import css from './search.module.css';

/** Of each kind so many are shown before its own list. */
const shownOfEach = 5;
const groups = ['letters', 'messages', 'calls', 'notes'] as const;

const groupOf = ({ kind }: Schemas['FoundInteraction']): SearchGroup =>
  (({ email: 'letters', message: 'messages', call: 'calls', voicemail: 'calls', note: 'notes' }) as const)[kind];

/** Cards; those that only sound like what was typed under a heading that says so. */
export function FoundCards({ cards }: { cards: readonly Schemas['FoundCard'][] }) {
  const { t } = useTranslation();
  const alike = cards.filter(({ foundIn }) => foundIn === 'alike');
  const rows = (items: readonly Schemas['FoundCard'][], title: string) =>
    items.length > 0 && (
      <section>
        <h2 className={css.group}>{title}</h2>
        <ul className={list.list}>
          {items.map((item) => (
            <ClientRow
              key={item.id}
              item={item}
              marked={false}
              note={item.foundIn === 'name' ? undefined : t(`search.foundIn.${item.foundIn}`)}
            />
          ))}
        </ul>
      </section>
    );
  return (
    <>
      {rows(
        cards.filter((card) => !alike.includes(card)),
        t('search.tab.cards'),
      )}
      {rows(alike, t('search.alike'))}
    </>
  );
}

interface Props {
  address: SearchAddress;
  items: readonly Schemas['FoundInteraction'][];
  counts: Schemas['SearchCounts']['counts'];
}

/** The newest of each kind, and the way to all of it. */
export function FoundGroups({ address, items, counts }: Props) {
  const { t } = useTranslation();
  return groups.map((group) => {
    const found = items.filter((item) => groupOf(item) === group);
    const more = found.length > shownOfEach || (counts !== null && (counts[group] ?? 0) > found.length);
    if (found.length === 0 && !more) return null;
    return (
      <section key={group}>
        <h2 className={css.group}>{t(`search.tab.${group}`)}</h2>
        <ul className={css.found}>
          {found.slice(0, shownOfEach).map((item) => (
            <FoundRow key={item.interactionId} item={item} />
          ))}
        </ul>
        {more && (
          <Link to="/search" search={{ ...address, in: group }} className={css.allOf} data-result="">
            {t('search.allOf', { kind: t(`search.tab.${group}`) })}
          </Link>
        )}
      </section>
    );
  });
}
