import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useMay, useMe } from '../shell/session.js';
import css from './first-steps.module.css';

/** After a fresh start: what to do next, each step with the page where it is done. */
export function FirstSteps({ start }: { start: Schemas['Start'] }) {
  const { t } = useTranslation();
  const me = useMe();
  const mayConnect = useMay('channels.manage');
  const mayHire = useMay('people.manage');
  const steps = [
    { name: 'mailbox', done: start.channels > 0, to: '/mailboxes/new', shown: mayConnect },
    { name: 'people', done: start.employees > 1, to: '/people', shown: mayHire },
    { name: 'client', done: start.clients > 0, to: '/clients', shown: true },
    { name: 'letter', done: start.interactions > 0, to: null, shown: true },
  ] as const;
  const shown = steps.filter((step) => step.shown);
  const next = shown.find((step) => !step.done && step.to !== null);
  return (
    <section className={css.steps} aria-labelledby="first-steps">
      <h1 id="first-steps">{t('start.title', { company: me.company.name })}</h1>
      <p>{t('start.text')}</p>
      <ol>
        {shown.map((step) => (
          <li key={step.name} data-done={step.done || undefined}>
            {step.done ? (
              <IconCircleCheckFilled size={20} color="var(--k-ok)" aria-label={t('start.done')} />
            ) : (
              <IconCircle size={20} stroke={1.5} aria-hidden />
            )}
            <div>
              <h2>{t(`start.${step.name}.title`)}</h2>
              <p>{t(`start.${step.name}.text`)}</p>
            </div>
            {!step.done && step.to !== null && (
              <Button component={Link} to={step.to} size="xs" variant={step === next ? 'filled' : 'default'}>
                {t(`start.${step.name}.act`)}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
