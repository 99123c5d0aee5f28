import { NativeSelect, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from '../mailboxes/mailboxes.module.css';
import type { NumberForm } from './number-form.js';

type NumberField = 'historyDays' | 'mediaLimitMb' | 'perMinute' | 'newChatsPerDay' | 'canaryEvery' | 'silentAfter';

const choices: Readonly<Record<NumberField, readonly number[]>> = {
  historyDays: [0, 7, 30, 90, 365],
  mediaLimitMb: [16, 64, 100],
  perMinute: [4, 10, 20, 60, 200],
  newChatsPerDay: [0, 5, 20, 50, 250, 1_000],
  canaryEvery: [0, 15, 60, 360, 1_440],
  silentAfter: [0, 60, 180, 720, 1_440],
};
const groups = ['ignore', 'capture', 'attach'] as const;

interface Props {
  form: NumberForm;
  onChange: (to: Partial<NumberForm>) => void;
}

/** What is taken, how fast we are, and how it is noticed that nothing comes any more. */
export function ReceivingFields({ form, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const said = (name: NumberField, value: number): string => {
    if (value === 0) return t(`whatsapp.none.${name}`);
    if (name !== 'canaryEvery' && name !== 'silentAfter') return t(`whatsapp.choice.${name}`, { count: value });
    const hours = value >= 60;
    return new Intl.NumberFormat(i18n.language, {
      style: 'unit',
      unit: hours ? 'hour' : 'minute',
      unitDisplay: 'long',
    }).format(hours ? value / 60 : value);
  };
  const select = (name: NumberField) => (
    <NativeSelect
      label={t(`whatsapp.field.${name}`)}
      description={t(`whatsapp.hint.${name}`)}
      data={[...new Set([...choices[name], form[name]])]
        .sort((a, b) => a - b)
        .map((value) => ({ value: String(value), label: said(name, value) }))}
      value={String(form[name])}
      onChange={(event) => onChange({ [name]: Number(event.currentTarget.value) })}
    />
  );
  return (
    <>
      <div className={css.two}>
        <NativeSelect
          label={t('whatsapp.field.groups')}
          description={t(`whatsapp.groupsHint.${form.groups}`)}
          data={groups.map((value) => ({ value, label: t(`whatsapp.groups.${value}`) }))}
          value={form.groups}
          onChange={(event) => onChange({ groups: event.currentTarget.value as NumberForm['groups'] })}
        />
        {form.driver === 'web' && select('historyDays')}
        {select('mediaLimitMb')}
        {select('perMinute')}
        {select('newChatsPerDay')}
        {select('silentAfter')}
        {form.driver === 'web' && select('canaryEvery')}
      </div>
      <Switch
        label={t('whatsapp.field.warmUp')}
        description={t('whatsapp.hint.warmUp')}
        checked={form.warmUp}
        onChange={(event) => onChange({ warmUp: event.currentTarget.checked })}
      />
      <Switch
        label={t('whatsapp.field.markRead')}
        description={t('whatsapp.hint.markRead')}
        checked={form.markRead}
        onChange={(event) => onChange({ markRead: event.currentTarget.checked })}
      />
    </>
  );
}
