import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import mailboxes from '../mailboxes/mailboxes.module.css';
import css from '../telephony/number.module.css';
import telephony from '../telephony/telephony.module.css';
import { dayNames, spansText, weekPicture, workWeek, type HoursRule } from '../telephony/hours.js';
import { timeZonesWith } from './time-zones.js';

const dayMinutes = 24 * 60;

/** As the server has it for every kind of channel. */
export interface Opening {
  timeZone: string;
  hours: HoursRule[];
  holidays: string[];
}

interface Props {
  opening: Opening;
  onSet: (change: Partial<Opening>) => void;
  /** Beside the time zone. */
  beside?: ReactNode;
  /** Under the holidays. */
  below?: ReactNode;
}

/** When one is open: rules below, and what they come to as a week above. */
export function OpeningFields({ opening, onSet, beside, below }: Props) {
  const { t, i18n } = useTranslation();
  const { hours, holidays, timeZone } = opening;
  const change = (index: number, to: HoursRule) =>
    onSet({ hours: hours.map((rule, at) => (at === index ? to : rule)) });
  return (
    <>
      <WeekPicture hours={hours} language={i18n.language} />
      {hours.map((rule, index) => (
        <HoursRuleRow
          key={index}
          rule={rule}
          language={i18n.language}
          onChange={(to) => change(index, to)}
          onRemove={() => onSet({ hours: hours.filter((_, at) => at !== index) })}
        />
      ))}
      <div className={telephony.line}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onSet({ hours: [...hours, hours.length === 0 ? workWeek : { ...workWeek, days: [6] }] })}
        >
          {t('numbers.addHours')}
        </Button>
        {hours.length > 0 && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onSet({ hours: [] })}>
            {t('numbers.alwaysOpen')}
          </Button>
        )}
      </div>
      <div className={mailboxes.two}>
        <NativeSelect
          label={t('numbers.timeZone')}
          data={timeZonesWith(timeZone)}
          value={timeZone}
          onChange={(event) => onSet({ timeZone: event.currentTarget.value })}
        />
        {beside}
      </div>
      <Holidays holidays={holidays} onChange={(to) => onSet({ holidays: to })} />
      {below}
    </>
  );
}

function WeekPicture({ hours, language }: { hours: readonly HoursRule[]; language: string }) {
  const { t } = useTranslation();
  const week = weekPicture(hours);
  const [short, long] = [dayNames(language, 'short'), dayNames(language, 'long')];
  return (
    <div className={css.week} role="img" aria-label={t('numbers.weekPicture')}>
      {week.map((spans, day) => (
        <div key={day} className={css.day} title={`${long[day] ?? ''}: ${spansText(spans) || t('numbers.closed')}`}>
          <b>{short[day]}</b>
          <span>
            {spans.map(([from, to]) => (
              <i
                key={from}
                style={{ left: `${(from / dayMinutes) * 100}%`, width: `${((to - from) / dayMinutes) * 100}%` }}
              />
            ))}
          </span>
          <small>{spansText(spans) || t('numbers.closed')}</small>
        </div>
      ))}
      <div className={css.scale} aria-hidden>
        <b />
        <span>
          {[0, 6, 12, 18, 24].map((hour) => (
            <i key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
              {hour}
            </i>
          ))}
        </span>
        <small />
      </div>
    </div>
  );
}

interface RuleProps {
  rule: HoursRule;
  language: string;
  onChange: (to: HoursRule) => void;
  onRemove: () => void;
}

/** One rule of hours: its days, from when, until when. */
export function HoursRuleRow({ rule, language, onChange, onRemove }: RuleProps) {
  const { t } = useTranslation();
  const [short, long] = [dayNames(language, 'short'), dayNames(language, 'long')];
  const toggle = (day: number) => {
    const days = rule.days.includes(day) ? rule.days.filter((each) => each !== day) : [...rule.days, day].sort();
    if (days.length > 0) onChange({ ...rule, days });
  };
  return (
    <div className={telephony.line} role="group" aria-label={t('numbers.rule')}>
      <div className={css.days}>
        {short.map((name, index) => (
          <button
            key={name}
            type="button"
            aria-pressed={rule.days.includes(index + 1)}
            aria-label={long[index]}
            onClick={() => toggle(index + 1)}
          >
            {name}
          </button>
        ))}
      </div>
      <TextInput
        type="time"
        size="xs"
        aria-label={t('numbers.from')}
        value={rule.from}
        onChange={(event) => event.currentTarget.value !== '' && onChange({ ...rule, from: event.currentTarget.value })}
      />
      <span aria-hidden>–</span>
      {/* A clock of the browser ends at 23:59; midnight is its 00:00. */}
      <TextInput
        type="time"
        size="xs"
        aria-label={t('numbers.to')}
        value={rule.to === '24:00' ? '00:00' : rule.to}
        onChange={(event) => {
          const to = event.currentTarget.value;
          if (to !== '') onChange({ ...rule, to: to === '00:00' ? '24:00' : to });
        }}
      />
      <ActionIcon variant="subtle" color="gray" aria-label={t('numbers.removeHours')} onClick={onRemove}>
        <IconX size={15} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function Holidays({ holidays, onChange }: { holidays: readonly string[]; onChange: (to: string[]) => void }) {
  const { t, i18n } = useTranslation();
  const [day, setDay] = useState('');
  const dayText = (date: string) =>
    new Date(`${date}T12:00:00`).toLocaleDateString(i18n.language, { day: 'numeric', month: 'long', year: 'numeric' });
  const add = () => {
    onChange([...new Set([...holidays, day])].sort());
    setDay('');
  };
  return (
    <div>
      <p className={telephony.label}>{t('numbers.holidays')}</p>
      <p className={css.hint}>{t('holidays.companyToo')}</p>
      {holidays.length > 0 && (
        <ul className={telephony.chips}>
          {holidays.map((date) => (
            <li key={date}>
              {dayText(date)}
              <button
                type="button"
                aria-label={t('numbers.removeHoliday', { day: dayText(date) })}
                onClick={() => onChange(holidays.filter((each) => each !== date))}
              >
                <IconX size={12} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={telephony.line}>
        <TextInput
          type="date"
          size="xs"
          aria-label={t('numbers.holiday')}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <Button size="compact-sm" variant="default" disabled={day === ''} onClick={add}>
          {t('numbers.addHoliday')}
        </Button>
      </div>
    </div>
  );
}
