import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';

const steps = ['source', 'whose', 'look', 'done'] as const;
export type Step = (typeof steps)[number];

/** Where one is between an old mailbox and its letters on the cards. */
export function Steps({ now }: { now: Step }) {
  const { t } = useTranslation();
  const at = steps.indexOf(now);
  return (
    <ol className={css.steps} aria-label={t('oldMail.step.name')}>
      {steps.map((step, n) => (
        <li key={step} data-past={n < at || undefined} aria-current={step === now ? 'step' : undefined}>
          <span aria-hidden>{n < at ? <IconCheck size={13} stroke={2.4} /> : n + 1}</span>
          {t(`oldMail.step.${step}`)}
        </li>
      ))}
    </ol>
  );
}
