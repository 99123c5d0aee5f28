import { IconBrandWhatsapp, IconMail, IconNote } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Tip } from '../shell/tip.js';
import css from './composer.module.css';

/** Which medium the words go by. One that has no channel yet stands there too, and says so. */
export function MediumSwitch({
  kind,
  onChange,
}: {
  kind: 'email' | 'note';
  onChange: (kind: 'email' | 'note') => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={css.media} role="radiogroup" aria-label={t('composer.medium')}>
      <button type="button" role="radio" aria-checked={kind === 'email'} onClick={() => onChange('email')}>
        <IconMail size={15} stroke={1.8} color="var(--k-email)" aria-hidden /> {t('medium.email')}
      </button>
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
      <button
        type="button"
        role="radio"
        aria-checked={kind === 'note'}
        data-kind="note"
        onClick={() => onChange('note')}
      >
        <IconNote size={15} stroke={1.8} aria-hidden /> {t('timeline.note')}
      </button>
    </div>
  );
}
