import { Button } from '@mantine/core';
import { IconBulb, IconPlugConnected } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import css from './mailboxes.module.css';

/** What is known of a provider, before its form. */
export const GuideHint = ({ children }: { children: ReactNode }) => (
  <p className={css.hint} style={{ margin: 0 }}>
    <IconBulb size={17} aria-hidden />
    <span>{children}</span>
  </p>
);

/** @param number drawn before the title; those who do not see it have the headings */
export const GuideStep = ({ number, title, children }: { number: number; title: string; children: ReactNode }) => (
  <section className={css.step}>
    <h2>
      <span aria-hidden>{number}</span>
      {title}
    </h2>
    {children}
  </section>
);

interface Trying {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly data?: { readonly checks: readonly { readonly ok: boolean }[] } | undefined;
}

export const hasPassed = ({ data }: Trying): boolean => data?.checks.every((check) => check.ok) === true;

/** The live test: how it went stands below its button. */
export function GuideTest({
  trying,
  disabled,
  onTest,
  children,
}: {
  trying: Trying;
  disabled: boolean;
  onTest: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        variant={hasPassed(trying) ? 'default' : 'filled'}
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<IconPlugConnected size={16} aria-hidden />}
        loading={trying.isPending}
        disabled={disabled}
        onClick={onTest}
      >
        {t(trying.data === undefined ? 'mailboxes.runTest' : 'mailboxes.testAgain')}
      </Button>
      <FormProblem error={trying.error} />
      {trying.data !== undefined && !trying.isPending && children}
    </>
  );
}

/**
 * The end of the form: what has not passed its test may be saved too, and says so.
 * @param missing what it cannot be saved without, in words; null: nothing
 */
export function GuideEnd({
  passed,
  missing = null,
  saving,
  children,
}: {
  passed: boolean;
  missing?: string | null;
  saving: { readonly isPending: boolean; readonly error: Error | null };
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <>
      <FormProblem error={saving.error} />
      <div className={page.acts}>
        <span style={{ flex: 1, color: 'var(--k-dim)', fontSize: '0.8125rem' }} role="status">
          {missing ?? (!passed && t('mailboxes.untested'))}
        </span>
        <Button
          type="submit"
          variant={passed ? 'filled' : 'default'}
          disabled={missing !== null}
          loading={saving.isPending}
        >
          {children}
        </Button>
      </div>
    </>
  );
}
