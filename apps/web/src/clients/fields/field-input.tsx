import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '../../api/problem.js';
import { findText } from '../../i18n/words.js';
import type { CardField } from './of-kind.js';

const inputModes = { text: 'text', url: 'url', phone: 'tel', email: 'email', number: 'decimal' } as const;

interface Props {
  field: CardField;
  value: string;
  onChange: (value: string) => void;
  /** Of the whole form: this field's own are picked out. */
  errors: readonly FieldError[];
}

/** One field of the company's own, as its kind is best typed. */
export function FieldInput({ field, value, onChange, errors }: Props) {
  const { t } = useTranslation();
  const wrong = errors.find(({ path }) => path === `fields.${field.key}`);
  const shared = {
    name: `fields.${field.key}`,
    label: field.required ? `${field.label} *` : field.label,
    value,
    error: wrong === undefined ? null : (findText(t, `cards.wrong.${wrong.message}`) ?? wrong.message),
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (field.kind === 'choice') {
    const choices = field.choices.includes(value) || value === '' ? field.choices : [...field.choices, value];
    return <NativeSelect {...shared} data={[{ value: '', label: '' }, ...choices]} />;
  }
  if (field.kind === 'date') return <TextInput {...shared} type="date" />;
  return (
    <TextInput
      {...shared}
      inputMode={inputModes[field.kind]}
      maxLength={500}
      description={field.format === null ? undefined : t('cards.formatHint', { format: field.format })}
    />
  );
}
