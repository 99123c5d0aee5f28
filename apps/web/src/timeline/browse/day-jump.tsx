import '@mantine/core/styles/Popover.layer.css';
import { ActionIcon, Button, Popover } from '@mantine/core';
import { IconCalendarSearch } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import css from './browse.module.css';
import { dayOf, isDay } from './days.js';

interface Props {
  at: string | undefined;
  /** The first month with an entry. */
  first: string | undefined;
  onJump: (day: string) => void;
}

/** A calendar that leads to a day. */
export function DayJump({ at, first, onJump }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [day, setDay] = useState(at ?? '');
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (!isDay(day)) return;
    setOpen(false);
    onJump(day);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          size={28}
          variant={at === undefined ? 'default' : 'light'}
          aria-label={t('browse.toDay')}
          title={t('browse.toDay')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconCalendarSearch size={16} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={css.day} onSubmit={go}>
          <label>
            {t('browse.day')}
            <input
              type="date"
              value={day}
              min={first === undefined ? undefined : `${first}-01`}
              max={dayOf(new Date())}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
          </label>
          <Button type="submit" size="xs" disabled={!isDay(day)}>
            {t('browse.go')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
