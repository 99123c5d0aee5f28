import { ActionIcon, Button, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { languages, type Language } from '../i18n/language.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import { moved } from './number-form.js';
import type { FormField } from './policy-form.js';
import css from './telephony.module.css';

const mostFields = 20;

/** What is asked of whoever took a call, at its end. */
export function FormFields({
  fields,
  onChange,
}: {
  fields: readonly FormField[];
  onChange: (to: FormField[]) => void;
}) {
  const { t } = useTranslation();
  const set = (index: number, to: Partial<FormField>) =>
    onChange(fields.map((field, at) => (at === index ? { ...field, ...to } : field)));
  return (
    <section className={mailboxes.step} aria-label={t('policy.form')}>
      <h2>{t('policy.form')}</h2>
      <p>{t('policy.formText')}</p>
      {fields.map((field, index) => (
        <div key={index} className={css.field} role="group" aria-label={t('policy.field', { number: index + 1 })}>
          <div className={css.fieldHead}>
            <NativeSelect
              size="xs"
              aria-label={t('policy.fieldKind')}
              data={(['text', 'choice'] as const).map((value) => ({ value, label: t(`policy.kind.${value}`) }))}
              value={field.kind}
              onChange={(event) => set(index, { kind: event.currentTarget.value as FormField['kind'] })}
            />
            <Switch
              size="xs"
              label={t('policy.required')}
              checked={field.required}
              onChange={(event) => set(index, { required: event.currentTarget.checked })}
            />
            <span className={css.spring} />
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={index === 0}
              aria-label={t('policy.fieldUp')}
              onClick={() => onChange(moved(fields, index, -1))}
            >
              <IconArrowUp size={15} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={index === fields.length - 1}
              aria-label={t('policy.fieldDown')}
              onClick={() => onChange(moved(fields, index, 1))}
            >
              <IconArrowDown size={15} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('policy.removeField')}
              onClick={() => onChange(fields.filter((_, at) => at !== index))}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </div>
          <div className={css.three}>
            {(Object.entries(languages) as [Language, string][]).map(([language, name]) => (
              <TextInput
                key={language}
                size="xs"
                lang={language}
                label={name}
                maxLength={200}
                value={field.label[language]}
                onChange={(event) => set(index, { label: { ...field.label, [language]: event.currentTarget.value } })}
              />
            ))}
          </div>
          {field.kind === 'choice' && (
            <Textarea
              size="xs"
              label={t('policy.choices')}
              rows={3}
              value={field.choices.join('\n')}
              onChange={(event) => set(index, { choices: event.currentTarget.value.split('\n') })}
            />
          )}
        </div>
      ))}
      {fields.length < mostFields && (
        <Button
          size="compact-sm"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            onChange([
              ...fields,
              { key: '', label: { ru: '', uk: '', en: '' }, kind: 'text', choices: [], required: false },
            ])
          }
        >
          {t('policy.addField')}
        </Button>
      )}
    </section>
  );
}
