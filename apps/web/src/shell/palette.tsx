import './mantine-dialog-css.js';
import '@mantine/spotlight/styles.layer.css';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconKeyboard, IconPhone, IconPlus, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clientsQuery, searchQuery } from '../api/queries.js';
import { callByName } from '../calls/call-back.js';
import { isCall } from '../calls/gist.js';
import { Moment } from '../i18n/moment.js';
import { MediumIcon } from './medium-icon.js';
import type { PageEntry } from './pages.js';
import { Person } from './person.js';
import { useMay, useMe } from './session.js';
import { wordsOf } from '../settings/section-words.js';
import { sections } from '../settings/sections.js';
import { openDialPad } from '../softphone/dial-pad-wanted.js';

const [store, control] = createSpotlight();

interface Props {
  opened: boolean;
  pages: readonly PageEntry[];
  onClose: () => void;
  onHelp: () => void;
}

/** Ctrl/⌘ K: pages and acts by their words, clients by name, and everything by its text. */
export function Palette({ opened, pages, onClose, onHelp }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed.trim(), 180);
  const { rights } = useMe();
  const mayRead = useMay('clients.read');
  const mayWrite = useMay('clients.write');
  const mayCall = useMay('calls.make');
  const clients = useInfiniteQuery({ ...clientsQuery(wanted), enabled: opened && mayRead });
  const letters = useInfiniteQuery({ ...searchQuery(wanted), enabled: opened && mayRead && wanted.length > 1 });

  useEffect(() => (opened ? control.open() : control.close()), [opened]);

  const says = (text: string) => text.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase());
  const shownPages = pages.filter((page) => says(t(`shell.page.${page.name}`)));
  const shownSections = sections
    .filter((section) => section.rights.length === 0 || section.rights.some((right) => rights.includes(right)))
    .map((section) => ({ ...section, ...wordsOf(t, section) }))
    .filter((section) => says(section.title));
  const shownClients = (clients.data?.pages[0]?.items ?? []).slice(0, wanted === '' ? 5 : 7);
  const callable = wanted.length > 1 ? shownClients.slice(0, 3) : [];
  const number = /^[+*]?[\d\s()-]{3,}$/.test(wanted) ? wanted : null;
  const shownLetters = wanted.length > 1 ? (letters.data?.pages[0]?.items ?? []).slice(0, 5) : [];
  return (
    <Spotlight.Root
      store={store}
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      onSpotlightClose={() => {
        setTyped('');
        onClose();
      }}
      scrollable
      maxHeight="min(70vh, 30rem)"
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('palette.placeholder')}
        leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {shownClients.length > 0 && (
          <Spotlight.ActionsGroup label={t('palette.clients')}>
            {shownClients.map((client) => (
              <Spotlight.Action
                key={client.id}
                label={client.name}
                description={client.responsible?.name ?? t('clients.nobody')}
                leftSection={<Person name={client.name} size={26} company={client.kind === 'company'} />}
                onClick={() => void navigate({ to: '/clients/$clientId', params: { clientId: client.id } })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {mayCall && (callable.length > 0 || number !== null) && (
          <Spotlight.ActionsGroup label={t('palette.calls')}>
            {number !== null && (
              <Spotlight.Action
                label={t('palette.dial', { number })}
                leftSection={<IconPhone size={18} stroke={1.7} aria-hidden />}
                onClick={() => openDialPad(number)}
              />
            )}
            {callable.map((client) => (
              <Spotlight.Action
                key={client.id}
                label={t('palette.call', { name: client.name })}
                leftSection={<IconPhone size={18} stroke={1.7} aria-hidden />}
                onClick={() => void callByName(client.id)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {shownLetters.length > 0 && (
          <Spotlight.ActionsGroup label={t('palette.letters')}>
            {shownLetters.map((item) => (
              <Spotlight.Action
                key={item.interactionId}
                label={item.subject || t(isCall(item.kind) ? 'inbox.calls' : 'timeline.noSubject')}
                description={`${item.client.name} · ${item.snippet}`}
                leftSection={<MediumIcon medium={item.medium} />}
                rightSection={<Moment at={item.occurredAt} />}
                onClick={() =>
                  void navigate({
                    to: '/clients/$clientId',
                    params: { clientId: item.client.id },
                    search: { entry: item.interactionId },
                  })
                }
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {mayRead && typed.trim().length > 1 && (
          <Spotlight.Action
            label={t('palette.searchAll', { text: typed.trim() })}
            leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
            onClick={() => void navigate({ to: '/search', search: { q: typed.trim() } })}
          />
        )}
        <Spotlight.ActionsGroup label={t('palette.acts')}>
          {shownPages.map((page) => (
            <Spotlight.Action
              key={page.name}
              label={t(`shell.page.${page.name}`)}
              leftSection={<page.icon size={18} stroke={1.7} aria-hidden />}
              onClick={() => void navigate({ to: page.to })}
            />
          ))}
          {shownSections.map((section) => (
            <Spotlight.Action
              key={section.name}
              label={section.title}
              leftSection={<section.icon size={18} stroke={1.7} aria-hidden />}
              onClick={() => void navigate({ to: section.to })}
            />
          ))}
          {mayWrite && says(t('clients.new')) && (
            <Spotlight.Action
              label={t('clients.new')}
              leftSection={<IconPlus size={18} stroke={1.7} aria-hidden />}
              onClick={() => void navigate({ to: '/clients', search: { dialog: 'new' } })}
            />
          )}
          {says(t('shell.keyboard')) && (
            <Spotlight.Action
              label={t('shell.keyboard')}
              leftSection={<IconKeyboard size={18} stroke={1.7} aria-hidden />}
              onClick={onHelp}
            />
          )}
        </Spotlight.ActionsGroup>
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
