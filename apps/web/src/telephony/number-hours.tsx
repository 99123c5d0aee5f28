import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { OpeningFields } from '../hours/opening-fields.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import type { NumberSettings } from './number-form.js';
import type { NumberParts } from './number-guide.js';

/** When a number is open, and what happens when it is not. */
export function NumberHours({ settings, onSet }: NumberParts) {
  const { t } = useTranslation();
  return (
    <section className={mailboxes.step} aria-label={t('numbers.hours')}>
      <h2>{t('numbers.hours')}</h2>
      <OpeningFields
        opening={settings}
        onSet={onSet}
        beside={
          <NativeSelect
            label={t('numbers.afterHours')}
            data={(['voicemail', 'hang-up'] as const).map((value) => ({ value, label: t(`numbers.end.${value}`) }))}
            value={settings.afterHours}
            onChange={(event) => onSet({ afterHours: event.currentTarget.value as NumberSettings['afterHours'] })}
          />
        }
      />
    </section>
  );
}
