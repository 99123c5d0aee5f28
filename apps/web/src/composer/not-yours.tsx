import { Button } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import css from './composer.module.css';

/** Somebody else handles the conversation and writes alone: why one cannot answer here, and how one can. */
export function NotYours({ conversation }: { conversation: Schemas['Conversation'] }) {
  const { t } = useTranslation();
  const { id, assignee, responsible } = conversation;
  const takeOver = useMutation({
    mutationFn: () => take(api.POST('/api/v1/conversations/{id}/take', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.conversations }),
  });
  return (
    <div className={css.notYours} role="status">
      <span>
        <IconUserCheck size={16} stroke={1.7} aria-hidden />
        {t('composer.notYours', { name: (assignee ?? responsible)?.name ?? '' })}
      </span>
      <Button size="xs" variant="default" loading={takeOver.isPending} onClick={() => takeOver.mutate()}>
        {t('composer.takeOver')}
      </Button>
      <FormProblem error={takeOver.error} />
    </div>
  );
}
