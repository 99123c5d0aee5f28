import { Button } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../shell/form-problem.js';
import css from './protection.module.css';

interface Props {
  saving: Pick<UseMutationResult<unknown, unknown, void>, 'mutate' | 'isPending' | 'error'>;
  children: ReactNode;
}

/** What a policy asks, and its saving as a whole. */
export function PolicyForm({ saving, children }: Props) {
  const { t } = useTranslation();
  return (
    <form
      className={css.policy}
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      {children}
      <FormProblem error={saving.error} />
      <Button type="submit" size="xs" style={{ alignSelf: 'flex-start' }} loading={saving.isPending}>
        {t('act.save')}
      </Button>
    </form>
  );
}
