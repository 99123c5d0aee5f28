import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dayText, periodNames, type Period, type PeriodName } from './period.js';
import css from './reports.module.css';

interface Props {
  name: PeriodName;
  period: Period;
  onChange: (to: { period: PeriodName; from?: string; to?: string }) => void;
}

export function PeriodPicker({ name, period, onChange }: Props) {
  const { t } = useTranslation();
  const last = new Date(period.to);
  last.setDate(last.getDate() - 1);
  const [from, to] = [dayText(period.from), dayText(last)];
  return (
    <div className={css.picker}>
      <NativeSelect
        size="xs"
        aria-label={t('reports.period')}
        data={periodNames.map((value) => ({ value, label: t(`reports.periodName.${value}`) }))}
        value={name}
        onChange={(event) => onChange({ period: event.currentTarget.value as PeriodName, from, to })}
      />
      {name === 'own' && (
        <>
          <TextInput
            type="date"
            size="xs"
            aria-label={t('reports.from')}
            max={dayText(new Date())}
            value={from}
            onChange={(event) => onChange({ period: 'own', from: event.currentTarget.value, to })}
          />
          <TextInput
            type="date"
            size="xs"
            aria-label={t('reports.to')}
            max={dayText(new Date())}
            value={to}
            onChange={(event) => onChange({ period: 'own', from, to: event.currentTarget.value })}
          />
        </>
      )}
    </div>
  );
}
