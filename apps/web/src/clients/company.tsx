import { Button } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { clientsQuery } from '../api/queries.js';
import { Person } from '../shell/person.js';
import css from './clients.module.css';

/** The company of a person, or the people of a company. */
export function Company({ client }: { client: Schemas['Client'] }) {
  const { t } = useTranslation();
  if (client.kind === 'company') return <People companyId={client.id} />;
  if (client.company === null) return null;
  return (
    <section className={css.cardSection}>
      <header>
        <h3>{t('cards.field.company')}</h3>
      </header>
      <Link to="/clients/$clientId" params={{ clientId: client.company.id }} className={css.related}>
        <IconBuilding size={17} stroke={1.7} aria-hidden />
        <span>{client.company.name}</span>
      </Link>
    </section>
  );
}

function People({ companyId }: { companyId: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(clientsQuery('', { companyId }));
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (people.length === 0) return null;
  return (
    <section className={css.cardSection}>
      <header>
        <h3>{t('cards.people')}</h3>
      </header>
      <ul className={css.points}>
        {people.map((person) => (
          <li key={person.id}>
            <Link to="/clients/$clientId" params={{ clientId: person.id }} className={css.related}>
              <Person name={person.name} size={24} />
              <span>{person.name}</span>
            </Link>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('cards.morePeople')}
        </Button>
      )}
    </section>
  );
}
