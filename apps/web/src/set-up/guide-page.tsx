import '../shell/mantine-dialog-css.js';
import '../shell/mantine-field-css.js';
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { useMe } from '../shell/session.js';
import { CompanyForm } from './company-form.js';
import { LastStep } from './last-step.js';
import { LinesStep } from './lines-step.js';
import { MailboxStep } from './mailbox-step.js';
import { PeopleStep } from './people-step.js';
import { firstStepsQuery, skip, stepTaken, type FirstSteps, type SkippableStep, type Step } from './queries.js';
import css from './set-up.module.css';
import { StepSign } from './step-sign.js';
import { TeamStep } from './team-step.js';

/** The first open one after this; where none is left, the last. */
export function stepAfter(steps: FirstSteps['steps'], step: Step | null): Step {
  const from = step === null ? 0 : steps.findIndex(({ name }) => name === step) + 1;
  return steps.slice(from).find(({ state }) => state === 'open')?.name ?? 'letter';
}

/** A new company, step by step, from its name to a working inbox. What was done is seen from what is there, so that one may leave and come back. */
export function GuidePage() {
  const { t } = useTranslation();
  const { company } = useMe();
  const { step: asked } = useSearch({ from: '/inside/set-up' });
  const { data, error, refetch } = useQuery({ ...firstStepsQuery, refetchInterval: 15_000 });
  return (
    <section className={page.page} aria-label={t('firstSteps.title')}>
      <header className={page.head}>
        <h1>{t('firstSteps.of', { company: company.name })}</h1>
        <span className={page.spring} />
        <Button component={Link} to="/inbox" size="xs" variant="default">
          {t('firstSteps.later')}
        </Button>
      </header>
      <div className={page.scroll}>
        {data !== undefined ? (
          <Guide steps={data.steps} step={asked ?? stepAfter(data.steps, null)} />
        ) : error === null ? (
          <RowsSkeleton rows={6} height={48} />
        ) : (
          <Trouble error={error} onRetry={() => void refetch()} />
        )}
      </div>
    </section>
  );
}

function Guide({ steps, step }: { steps: FirstSteps['steps']; step: Step }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const title = useRef<HTMLHeadingElement>(null);
  const arrived = useRef(step);
  useEffect(() => {
    // Whoever goes on by the keyboard or hears the page is told where they are now.
    if (arrived.current !== step) title.current?.focus();
    arrived.current = step;
  }, [step]);
  const at = steps.findIndex(({ name }) => name === step);
  const go = (to: Step) => void navigate({ to: '/set-up', search: { step: to } });
  const next = () => go(stepAfter(steps, step));
  const pass = useMutation({
    mutationFn: (what: SkippableStep) => skip(what),
    onSuccess: async () => {
      await stepTaken();
      next();
    },
  });
  return (
    <div className={css.guide}>
      <nav aria-label={t('firstSteps.title')}>
        <p className={css.where}>{t('firstSteps.stepOf', { number: at + 1, count: steps.length })}</p>
        <ol className={css.steps}>
          {steps.map(({ name, state }) => (
            <li key={name}>
              <Link to="/set-up" search={{ step: name }} aria-current={name === step ? 'step' : undefined}>
                <StepSign state={state} />
                {t(`firstSteps.step.${name}.title`)}
              </Link>
            </li>
          ))}
        </ol>
      </nav>
      <div className={css.step}>
        <h2 ref={title} tabIndex={-1}>
          {t(`firstSteps.step.${step}.title`)}
        </h2>
        <p>{t(`firstSteps.step.${step}.why`)}</p>
        <StepBody step={step} steps={steps} onDone={next} />
        {step !== 'letter' && (
          <footer className={css.foot}>
            <FormProblem error={pass.error} />
            {steps[at]?.state === 'done' ? (
              // Beside a form of its own, which goes on when it is saved, this is the lesser way.
              <Button variant={step === 'company' ? 'default' : 'filled'} onClick={next}>
                {t('firstSteps.next')}
              </Button>
            ) : (
              <Button variant="subtle" color="gray" loading={pass.isPending} onClick={() => pass.mutate(step)}>
                {t('firstSteps.skip')}
              </Button>
            )}
          </footer>
        )}
      </div>
    </div>
  );
}

function StepBody({ step, steps, onDone }: { step: Step; steps: FirstSteps['steps']; onDone: () => void }) {
  const { t } = useTranslation();
  switch (step) {
    case 'company':
      return <CompanyForm saving={t('firstSteps.saveAndNext')} onSaved={onDone} />;
    case 'mailbox':
      return <MailboxStep onDone={onDone} />;
    case 'team':
      return <TeamStep onDone={onDone} />;
    case 'people':
      return <PeopleStep />;
    case 'lines':
      return <LinesStep />;
    case 'letter':
      return <LastStep steps={steps} />;
  }
}
