import { useTranslation } from 'react-i18next';
import { StepList } from '../../importing/step-list.js';

const steps = ['file', 'columns', 'check', 'done'] as const;
export type Step = (typeof steps)[number];

/** Where one is between the file and its clients. */
export function Steps({ now }: { now: Step }) {
  const { t } = useTranslation();
  const words = steps.map((step) => t(`importing.step.${step}`));
  return <StepList name={t('importing.step.name')} steps={words} at={steps.indexOf(now)} />;
}
