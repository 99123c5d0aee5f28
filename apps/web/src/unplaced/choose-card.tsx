import '../shell/mantine-dialog-css.js';
import { Modal, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { clientsQuery, type ClientsFilter } from '../api/queries.js';
import { Person } from '../shell/person.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import css from './unplaced.module.css';

interface Props {
  busy: boolean;
  title: string;
  filter?: ClientsFilter;
  onClose: () => void;
  onChosen: (clientId: string, name: string) => void;
}

/** Finds a card by name while one types; arrows and Enter choose. */
export function ChooseCard({ busy, title, filter, onClose, onChosen }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [name] = useDebouncedValue(typed.trim(), 150);
  const [at, setAt] = useState(0);
  const { data } = useInfiniteQuery(clientsQuery(name, filter));
  const items = (data?.pages[0]?.items ?? []).slice(0, 12);
  const keyed = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt(Math.min(items.length - 1, Math.max(0, at + step)));
    }
    const item = items[at];
    if (event.key === 'Enter' && item !== undefined && !busy) onChosen(item.id, item.name);
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <TextInput
        data-autofocus
        leftSection={<IconSearch size={16} aria-hidden />}
        placeholder={t('clients.searchName')}
        aria-label={t('clients.searchName')}
        role="combobox"
        aria-expanded
        aria-controls="cards"
        aria-activedescendant={items[at] === undefined ? undefined : `card-${items[at].id}`}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={keyed}
      />
      <div id="cards" role="listbox" aria-label={t('shell.page.clients')} className={css.cards}>
        {data === undefined && <RowsSkeleton rows={4} />}
        {data !== undefined && items.length === 0 && <p>{t('clients.notFound', { name })}</p>}
        {items.map((item, index) => (
          <UnstyledButton
            key={item.id}
            id={`card-${item.id}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            className={css.cardChoice}
            disabled={busy}
            onMouseMove={() => setAt(index)}
            onClick={() => onChosen(item.id, item.name)}
          >
            <Person name={item.name} size={26} company={item.kind === 'company'} />
            <span>{item.name}</span>
            <small>{item.responsible?.name ?? t('clients.nobody')}</small>
          </UnstyledButton>
        ))}
      </div>
    </Modal>
  );
}
