import { IconNote } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { Attachments } from './attachments.js';
import { DeliveryState } from './delivery.js';
import { nameOf } from './participants.js';
import { Text } from './plain-letter.js';
import css from './small-entries.module.css';

type Props = { interaction: Schemas['Interaction'] };

/** A note: tinted, for colleagues only. */
export function Note({ interaction }: Props) {
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

/** A message of a chat: a bubble on its speaker's side. */
export function Bubble({ interaction }: Props) {
  const ours = interaction.direction === 'outbound';
  return (
    <article className={css.bubble} data-ours={ours || undefined}>
      <header>
        <MediumIcon medium={interaction.medium} size={13} />
        <b>{interaction.employee?.name ?? nameOf(interaction.participants.from[0])}</b>
        {ours && <DeliveryState status={interaction.status} />}
        <Moment at={interaction.occurredAt} as="inDay" />
      </header>
      <div className={css.words} dir="auto">
        <Text text={interaction.text ?? ''} />
      </div>
      <Attachments interaction={interaction} />
    </article>
  );
}
