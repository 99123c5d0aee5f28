import { IconCircle, IconCircleCheckFilled, IconCircleMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FirstSteps } from './queries.js';

type State = FirstSteps['steps'][number]['state'];

/** How a step stands: a sign, with its word for those who do not see it. */
export function StepSign({ state }: { state: State }) {
  const { t } = useTranslation();
  switch (state) {
    case 'done':
      return <IconCircleCheckFilled size={20} color="var(--k-ok)" aria-label={t('firstSteps.done')} />;
    case 'skipped':
      return <IconCircleMinus size={20} stroke={1.5} aria-label={t('firstSteps.skipped')} />;
    case 'open':
      return <IconCircle size={20} stroke={1.5} aria-hidden />;
  }
}
