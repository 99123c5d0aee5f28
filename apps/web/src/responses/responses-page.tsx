import '../shell/mantine-dialog-css.js';
import '../shell/mantine-field-css.js';
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMessageBolt, IconPaperclip, IconPlus, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { SettingsBack } from '../settings/settings-back.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { responsesQuery } from './queries.js';
import { ResponseDialog } from './response-dialog.js';
import css from './responses.module.css';

/** Words kept ready: mine, my team's, the company's. */
export function ResponsesPage() {
  const { t } = useTranslation();
  const mayWrite = useMay('clients.write');
  const [typed, setTyped] = useState('');
  const [wanted] = useDebouncedValue(typed.trim(), 250);
  const query = useInfiniteQuery(responsesQuery(wanted));
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  const [dialog, setDialog] = useState<Schemas['Response'] | 'new' | null>(null);
  const add = (
    <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setDialog('new')}>
      {t('responses.add')}
    </Button>
  );
  return (
    <section className={page.page}>
      <header className={page.head}>
        <SettingsBack />
        <h1>{t('responses.title')}</h1>
        <TextInput
          className={css.search}
          type="search"
          size="xs"
          leftSection={<IconSearch size={15} aria-hidden />}
          placeholder={t('responses.search')}
          aria-label={t('responses.search')}
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <span className={page.spring} />
        {mayWrite && add}
      </header>
      <div className={page.scroll}>
        <p className={css.about}>{t('responses.text')}</p>
        {query.isPending ? (
          <RowsSkeleton rows={5} height={48} />
        ) : query.isError && items.length === 0 ? (
          <Trouble error={query.error} onRetry={() => void query.refetch()} />
        ) : items.length === 0 && wanted !== '' ? (
          <Empty icon={IconSearchOff} title={t('search.nothing', { text: wanted })} text={t('search.nothingText')} />
        ) : items.length === 0 ? (
          <Empty icon={IconMessageBolt} title={t('responses.none')} text={t('responses.noneText')}>
            {mayWrite && add}
          </Empty>
        ) : (
          <ul className={page.box}>
            {items.map((item) => (
              <Row key={item.id} item={item} onChange={() => setDialog(item)} />
            ))}
            <ListEnd query={query} />
          </ul>
        )}
      </div>
      {dialog !== null && (
        <ResponseDialog response={dialog === 'new' ? null : dialog} onClose={() => setDialog(null)} />
      )}
    </section>
  );
}

function Row({ item, onChange }: { item: Schemas['Response']; onChange: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={css.row}>
      <div className={css.words}>
        <b>
          /{item.shortcut} <span>{item.title}</span>
        </b>
        <small dir="auto">{item.text.slice(0, 300)}</small>
      </div>
      <div className={css.facts}>
        <span>{item.of === 'team' ? item.team?.name : t(`responses.of.${item.of}`)}</span>
        <small>
          {item.language !== null && <span className={css.tag}>{t(`responses.language.${item.language}`)}</span>}
          {item.files.length > 0 && (
            <span className={css.tag}>
              <IconPaperclip size={11} aria-hidden /> {item.files.length}
            </span>
          )}
          {t('responses.used', { count: item.used })}
        </small>
      </div>
      {item.mine ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('responses.changeOf', { name: item.title })}
          onClick={onChange}
        >
          {t('people.change')}
        </Button>
      ) : (
        <span />
      )}
    </li>
  );
}
