import { ActionIcon, Button, FileButton } from '@mantine/core';
import { IconBeach, IconCalendarDown, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { problemText } from '../i18n/words.js';
import routing from '../routing/routing.module.css';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { HolidayDialog } from './holiday-dialog.js';
import css from './holidays.module.css';
import { spanText } from './holiday-words.js';
import { holidaysChanged, holidaysQuery, readCalendar } from './queries.js';
import { FoundDialog } from './found-dialog.js';

type Holiday = Schemas['Holiday'];

/** So many are shown at once. */
const first = 10;

/** Days on which nobody is there: after-hours answers, targets and telephone numbers go by them. */
export function HolidaysSection() {
  const { t } = useTranslation();
  const mayManage = useMay('channels.manage');
  const query = useQuery(holidaysQuery);
  const [changing, setChanging] = useState<Holiday | 'new' | null>(null);
  const [all, setAll] = useState(false);
  const read = useMutation({ mutationFn: readCalendar });
  const items = query.data?.items ?? [];
  const shown = all ? items : items.slice(0, first);
  return (
    <section className={page.section} aria-label={t('holidays.title')}>
      <h2>{t('holidays.title')}</h2>
      <p>{t('holidays.text')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={3} height={44} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        items.length > 0 && (
          <ul className={page.box}>
            {shown.map((item) => (
              <HolidayRow key={item.id} item={item} mayManage={mayManage} onChange={() => setChanging(item)} />
            ))}
          </ul>
        )
      )}
      <div className={css.acts}>
        {mayManage && (
          <>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => setChanging('new')}
            >
              {t('holidays.add')}
            </Button>
            <FileButton
              accept=".ics,text/calendar"
              onChange={(file) => {
                if (file !== null) read.mutate(file);
              }}
            >
              {(props) => (
                <Button
                  {...props}
                  size="xs"
                  variant="default"
                  loading={read.isPending}
                  leftSection={<IconCalendarDown size={15} aria-hidden />}
                >
                  {t('holidays.fromFile')}
                </Button>
              )}
            </FileButton>
          </>
        )}
        {items.length > first && (
          <Button size="xs" variant="subtle" color="gray" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('holidays.fewer') : t('holidays.showAll', { count: items.length })}
          </Button>
        )}
      </div>
      <FormProblem error={read.error} />
      {changing !== null && (
        <HolidayDialog holiday={changing === 'new' ? null : changing} onClose={() => setChanging(null)} />
      )}
      {read.data !== undefined && <FoundDialog found={read.data} onClose={read.reset} />}
    </section>
  );
}

interface RowProps {
  item: Holiday;
  mayManage: boolean;
  onChange: () => void;
}

function HolidayRow({ item, mayManage, onChange }: RowProps) {
  const { t, i18n } = useTranslation();
  const remove = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/holidays/{id}', { params: { path: { id: item.id } } })),
    onSuccess: () => {
      holidaysChanged();
      toast.ok(t('holidays.removed', { name: item.name }));
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const channels = item.channels?.map(({ name }) => name).join(', ');
  return (
    <li className={css.row} data-over={item.next === null || undefined}>
      <IconBeach size={18} stroke={1.6} aria-hidden />
      <div className={routing.who}>
        <b dir="auto">{item.name}</b>
        <small>{channels ?? t('holidays.everyChannel')}</small>
      </div>
      <div className={routing.facts}>
        <span>{spanText(item, i18n.language)}</span>
        <small>{item.next === null ? t('holidays.over') : item.yearly ? t('holidays.yearly') : ''}</small>
      </div>
      {mayManage && (
        <div className={css.rowActs}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('holidays.changeNamed', { name: item.name })}
            onClick={onChange}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            loading={remove.isPending}
            aria-label={t('holidays.removeNamed', { name: item.name })}
            onClick={() => remove.mutate()}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </li>
  );
}
