import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../shell/session.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import { end, firstStepsQuery } from './queries.js';
import css from './set-up.module.css';
import { StepSign } from './step-sign.js';

/** What is left to set up, beside the inbox until it is done or put away. */
export function Checklist() {
  const { t } = useTranslation();
  const { company } = useMe();
  const { data } = useQuery(firstStepsQuery);
  const putAway = useMutation({ mutationFn: end, onError: (error) => toast.bad(problemText(t, error)) });
  const steps = data?.steps ?? [];
  const next = steps.find(({ state }) => state === 'open');
  if (data === undefined) return <div />;
  return (
    <section className={css.checklist} aria-labelledby="first-steps">
      <h2 id="first-steps">
        {t(next === undefined ? 'firstSteps.allDone' : 'firstSteps.of', { company: company.name })}
      </h2>
      <p>{t(next === undefined ? 'firstSteps.allDoneText' : 'firstSteps.text')}</p>
      <ol>
        {steps.map(({ name, state }) => (
          <li key={name} data-state={state}>
            <StepSign state={state} />
            <div>
              <h3>{t(`firstSteps.step.${name}.title`)}</h3>
              <p>{t(`firstSteps.step.${name}.why`)}</p>
            </div>
            {state !== 'done' && (
              <Button
                component={Link}
                to={`/set-up?step=${name}`}
                size="xs"
                variant={name === next?.name ? 'filled' : 'default'}
                aria-label={t('firstSteps.doIt', { what: t(`firstSteps.step.${name}.title`) })}
              >
                {t(name === 'letter' ? 'firstSteps.how' : 'firstSteps.go')}
              </Button>
            )}
          </li>
        ))}
      </ol>
      <Button
        className={css.away}
        size="xs"
        variant={next === undefined ? 'filled' : 'subtle'}
        color={next === undefined ? undefined : 'gray'}
        loading={putAway.isPending}
        onClick={() => putAway.mutate()}
      >
        {t('firstSteps.putAway')}
      </Button>
    </section>
  );
}

/** The same in one line, where there is no place beside the list. */
export function ChecklistLine() {
  const { t } = useTranslation();
  const { data } = useQuery(firstStepsQuery);
  if (data === undefined) return null;
  const done = data.steps.filter(({ state }) => state !== 'open').length;
  return (
    <Link to="/set-up" className={css.oneLine}>
      <span>{t('firstSteps.title')}</span>
      <b>{t('firstSteps.progress', { done, count: data.steps.length })}</b>
    </Link>
  );
}
