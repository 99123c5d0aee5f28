import { IconNote } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { Text } from './plain-letter.js';
import css from './note.module.css';

/** A note: tinted, for colleagues only. */
export function Note({ interaction }: { interaction: Schemas['Interaction'] }) {
  const { t } = useTranslation();
  return (
    <article className={css.note}>
      <header>
        <IconNote size={15} aria-hidden />
        <b>{interaction.employee?.name ?? t('timeline.note')}</b>
        <span>{t('timeline.noteFor')}</span>
        <Moment at={interaction.occurredAt} as="inDay" />
      </header>
      <div className={css.words} dir="auto">
        <Text text={interaction.text ?? ''} />
      </div>
    </article>
  );
}
