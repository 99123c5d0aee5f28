import { IconCheck } from '@tabler/icons-react';
import css from '../clients/importing/importing.module.css';

/** Where one is between what is brought and where it ends. */
export function StepList({ name, steps, at }: { name: string; steps: readonly string[]; at: number }) {
  return (
    <ol className={css.steps} aria-label={name}>
      {steps.map((step, n) => (
        <li key={step} data-past={n < at || undefined} aria-current={n === at ? 'step' : undefined}>
          <span aria-hidden>{n < at ? <IconCheck size={13} stroke={2.4} /> : n + 1}</span>
          {step}
        </li>
      ))}
    </ol>
  );
}
