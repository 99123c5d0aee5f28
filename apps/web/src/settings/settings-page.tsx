import '../shell/mantine-field-css.js';
import { TextInput } from '@mantine/core';
import { IconAlertTriangle, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import { useMe } from '../shell/session.js';
import { holds, wordsOf } from './section-words.js';
import { groups, sections, type SectionState } from './sections.js';
import css from './settings.module.css';

const settingsQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: () => take(api.GET('/api/v1/settings')),
});

/** Everything that is set up once: what each section does, how it stands, and the way to it. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { rights } = useMe();
  // How things stand is a help and no more: without it every way stays open.
  const { data } = useQuery(settingsQuery);
  const [typed, setTyped] = useState('');
  const place = useRef<HTMLDivElement>(null);
  const wanted = typed.trim();
  const shown = sections
    .filter((section) => section.rights.length === 0 || section.rights.some((right) => rights.includes(right)))
    .map((section) => ({ ...section, ...wordsOf(t, section) }))
    .filter((section) => holds(section, wanted));

  /** Arrows walk the cards, from the field into them and back. */
  const walk = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const all = [...(place.current?.querySelectorAll<HTMLElement>('[data-stop]') ?? [])];
    const next = all[all.indexOf(document.activeElement as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    // Only the arrows are heard here; everything that is walked over answers by itself.
    <div className={page.page} ref={place} onKeyDown={walk}>
      <header className={page.head}>
        <h1>{t('shell.page.settings')}</h1>
        <TextInput
          className={css.search}
          type="search"
          size="xs"
          data-stop
          autoFocus={matchMedia('(pointer: fine)').matches}
          leftSection={<IconSearch size={15} aria-hidden />}
          placeholder={t('settings.search')}
          aria-label={t('settings.search')}
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') place.current?.querySelector<HTMLElement>('a[data-stop]')?.click();
          }}
        />
      </header>
      <div className={page.scroll}>
        {shown.length === 0 && (
          <Empty icon={IconSearchOff} title={t('settings.none', { text: wanted })} text={t('settings.noneText')} />
        )}
        {groups
          .map((group) => ({ group, members: shown.filter((section) => section.group === group) }))
          .filter(({ members }) => members.length > 0)
          .map(({ group, members }) => (
            <section key={group} className={css.group} aria-labelledby={`settings-${group}`}>
              <h2 id={`settings-${group}`}>{t(`settings.group.${group}`)}</h2>
              <ul>
                {members.map((section) => (
                  <li key={section.name}>
                    <Link to={section.to} className={css.card} data-stop>
                      <section.icon size={20} stroke={1.7} aria-hidden />
                      <b>{section.title}</b>
                      <span className={css.about}>{section.about}</span>
                      <State state={(data && section.state?.(data, t)) ?? null} />
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
      </div>
    </div>
  );
}

function State({ state }: { state: SectionState | null }) {
  if (state === null) return null;
  return (
    <small className={css.state} data-troubled={state.troubled || undefined}>
      {state.troubled && <IconAlertTriangle size={13} aria-hidden />}
      {state.text}
    </small>
  );
}
