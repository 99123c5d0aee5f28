import { useTranslation } from 'react-i18next';
import { StepList } from '../../importing/step-list.js';

const steps = ['source', 'whose', 'look', 'done'] as const;
export type Step = (typeof steps)[number];

/** Where one is between an old mailbox and its letters on the cards. */
export function Steps({ now }: { now: Step }) {
  const { t } = useTranslation();
  const words = steps.map((step) => t(`oldMail.step.${step}`));
  return <StepList name={t('oldMail.step.name')} steps={words} at={steps.indexOf(now)} />;
}
