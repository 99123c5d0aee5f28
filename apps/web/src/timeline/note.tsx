import { IconNote } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { mentionParts } from '../player/mention.js';
import { Text } from './plain-letter.js';
import css from './note.module.css';

/** Who is mentioned stands out, by the name that they have now. */
function Words({ interaction: { text, mentions } }: { interaction: Schemas['Interaction'] }) {
  const now = new Map(mentions.map(({ as, name }) => [`@${as}`, name]));
  const parts = mentionParts(
    text ?? '',
    mentions.map(({ as }) => as),
  );
  return parts.map((part, index) =>
    part.mention ? (
      <span key={index} className={css.mention}>
        @{now.get(part.text)}
      </span>
    ) : (
      <Text key={index} text={part.text} />
    ),
  );
}

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
        <Words interaction={interaction} />
      </div>
    </article>
  );
}
