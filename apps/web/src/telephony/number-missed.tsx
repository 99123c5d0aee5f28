import { NumberInput, Switch, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { languages, type Language } from '../i18n/language.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import type { NumberParts } from './number-guide.js';
import { policyQuery } from './queries.js';

/** What follows a call that nobody took: a task with a target time, and a letter to a known client. */
export function NumberMissed({ form, settings, onChange, onSet }: NumberParts) {
  const { t } = useTranslation();
  const { data: policy } = useQuery(policyQuery);
  return (
    <section className={mailboxes.step} aria-label={t('numbers.missed')}>
      <h2>{t('numbers.missed')}</h2>
      <p>{t('numbers.missedText')}</p>
      <NumberInput
        label={t('numbers.missedTarget')}
        style={{ maxWidth: '20rem' }}
        min={1}
        max={10_080}
        allowDecimal={false}
        placeholder={policy === undefined ? '' : t('numbers.asPolicy', { minutes: policy.missedTargetMinutes })}
        value={settings.missedTargetMinutes ?? ''}
        onChange={(minutes) => onSet({ missedTargetMinutes: Number(minutes) > 0 ? Number(minutes) : null })}
      />
      <Switch
        size="sm"
        label={t('numbers.missedLetter')}
        description={t('numbers.missedLetterHint')}
        checked={settings.missedText !== null}
        onChange={(event) =>
          onSet({ missedText: event.currentTarget.checked ? { email: true, texts: form.texts } : null })
        }
      />
      {settings.missedText !== null &&
        (Object.entries(languages) as [Language, string][]).map(([language, name]) => (
          <Textarea
            key={language}
            label={name}
            lang={language}
            rows={2}
            maxLength={2_000}
            value={form.texts[language]}
            onChange={(event) => onChange({ texts: { ...form.texts, [language]: event.currentTarget.value } })}
          />
        ))}
    </section>
  );
}
