import '@mantine/core/styles/Menu.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import { Menu } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { filterCountsQuery, inboxFiltersQuery, type InboxSearch, type InboxView } from '../api/queries.js';
import { MoreButton } from './more-button.js';
import css from './inbox.module.css';

interface Props {
  here: InboxView | null;
  views: readonly InboxView[];
  counters: Schemas['Counters'] | undefined;
}

/** The other views, then the filters that somebody has named: fetched when somebody opens them, and open at once. */
export function MoreViews({ here, views, counters }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const filters = useQuery(inboxFiltersQuery).data?.items ?? [];
  const [open, setOpen] = useState(true);
  const { data: counts } = useQuery({ ...filterCountsQuery, enabled: open && filters.length > 0 });
  const go = (search: InboxSearch) => void navigate({ to: '/inbox', search });
  return (
    <Menu position="bottom-end" width="16rem" opened={open} onChange={setOpen}>
      <Menu.Target>
        <MoreButton here={here} />
      </Menu.Target>
      <Menu.Dropdown>
        {views.map((view) => (
          <Menu.Item
            key={view}
            onClick={() => go({ view })}
            rightSection={
              counters !== undefined && counters[view] > 0 && <span className={css.number}>{counters[view]}</span>
            }
            {...(view === here ? { 'aria-current': 'page' as const } : {})}
          >
            {t(`inbox.view.${view}`)}
          </Menu.Item>
        ))}
        {filters.length > 0 && <Menu.Label>{t('inbox.filters')}</Menu.Label>}
        {filters.map((filter) => (
          <Menu.Item
            key={filter.id}
            onClick={() => go(filter.criteria)}
            rightSection={
              <>
                <FilterCount count={counts?.[filter.id] ?? 0} />
                {filter.shared && <IconUsers size={15} aria-label={t('inbox.sharedFilter')} />}
              </>
            }
          >
            {filter.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The server counts no further than a hundred. */
function FilterCount({ count }: { count: number }) {
  return count > 0 && <span className={css.number}>{count < 100 ? count : '99+'}</span>;
}
