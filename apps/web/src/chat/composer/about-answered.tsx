import { ActionIcon } from '@mantine/core';
import { IconArrowBackUp, IconPencil, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { plainOf } from '../formatting.js';
import type { Answering } from './answering.js';
import css from './chat-composer.module.css';

/** Which message is answered or corrected. */
export function AboutAnswered({ answering, onAway }: { answering: Answering; onAway: () => void }) {
  const { t } = useTranslation();
  const { is, message } = answering;
  const Sign = is === 'quote' ? IconArrowBackUp : IconPencil;
  const kind = message.message?.kind ?? 'text';
  return (
    <div className={css.about}>
      <Sign size={16} aria-hidden />
      <span>
        <b>{t(is === 'quote' ? 'chat.quoting' : 'chat.editing')}</b>
        {plainOf(message.text ?? '') || t(`chat.kind.${kind}`)}
      </span>
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('act.cancel')} onClick={onAway}>
        <IconX size={15} aria-hidden />
      </ActionIcon>
    </div>
  );
}
