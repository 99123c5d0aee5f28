import { IconBrandWhatsapp, IconMail, IconNote } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Tip } from '../shell/tip.js';
import css from './composer.module.css';
import type { DraftKind } from './draft.js';

interface Props {
  kind: DraftKind;
  /** What the client last wrote by; null: nobody knows. */
  answersOn: 'email' | 'whatsapp' | 'phone' | null;
  /** Whether the company has a number and the client one to write to. */
  whatsapp: boolean;
  onChange: (kind: DraftKind) => void;
}

/** Which medium the words go by, and which one the client answers on. One that leads nowhere yet stands there too, and says so. */
export function MediumSwitch({ kind, answersOn, whatsapp, onChange }: Props) {
  const { t } = useTranslation();
  const chosen = kind === 'whatsapp';
  return (
    <div className={css.media} role="radiogroup" aria-label={t('composer.medium')}>
      <button type="button" role="radio" aria-checked={kind === 'email'} onClick={() => onChange('email')}>
        <IconMail size={15} stroke={1.8} color="var(--k-email)" aria-hidden /> {t('medium.email')}
      </button>
      {whatsapp || chosen ? (
        <button type="button" role="radio" aria-checked={chosen} onClick={() => onChange('whatsapp')}>
          <IconBrandWhatsapp size={15} stroke={1.8} color="var(--k-whatsapp)" aria-hidden /> {t('medium.whatsapp')}
        </button>
      ) : (
        <Tip label={t('composer.noChannel')}>
          <button
            type="button"
            role="radio"
            aria-checked={false}
            aria-disabled
            aria-label={`${t('medium.whatsapp')}: ${t('composer.noChannel')}`}
          >
            <IconBrandWhatsapp size={15} stroke={1.8} aria-hidden /> {t('medium.whatsapp')}
          </button>
        </Tip>
      )}
      <button
        type="button"
        role="radio"
        aria-checked={kind === 'note'}
        data-kind="note"
        onClick={() => onChange('note')}
      >
        <IconNote size={15} stroke={1.8} aria-hidden /> {t('timeline.note')}
      </button>
      {answersOn !== null && kind !== 'note' && (
        <span className={css.answersOn} data-other={(answersOn !== 'phone' && answersOn !== kind) || undefined}>
          {t(`composer.answersOn.${answersOn}`)}
        </span>
      )}
    </div>
  );
}
