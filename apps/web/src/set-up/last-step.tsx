import { Button } from '@mantine/core';
import { IconMail, IconMailCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries.js';
import type { FirstSteps } from './queries.js';
import css from './set-up.module.css';

/** The proof: a letter from outside stands in the inbox. */
export function LastStep({ steps }: { steps: FirstSteps['steps'] }) {
  const { t } = useTranslation();
  const { data } = useQuery(channelsQuery);
  const address = data?.items.find(({ medium, enabled }) => medium === 'email' && enabled)?.address;
  const came = steps.some(({ name, state }) => name === 'letter' && state === 'done');
  return (
    <div className={css.last} role="status">
      {came ? <IconMailCheck size={30} stroke={1.5} aria-hidden /> : <IconMail size={30} stroke={1.5} aria-hidden />}
      <p>
        {came
          ? t('firstSteps.letterCame')
          : address === undefined
            ? t('firstSteps.noMailbox')
            : t('firstSteps.tryIt', { address })}
      </p>
      <Button component={Link} to="/inbox">
        {t('firstSteps.toInbox')}
      </Button>
    </div>
  );
}
