import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { codeText } from '../i18n/words.js';
import { FormProblem } from '../shell/form-problem.js';
import css from './outgoing-entry.module.css';
import { discard, retry, type Outgoing } from './outbox.js';

interface Props {
  entry: Outgoing;
  problem: NonNullable<Outgoing['problem']>;
  onTakeBack: () => void;
}

/** Colleagues who answered according to the server; null: somebody on the telephone that the number belongs to. */
function namesIn(answers: unknown): (string | null)[] {
  if (!Array.isArray(answers)) return [];
  const names = answers.map((each: { employee?: { name?: unknown } | null }) =>
    typeof each.employee?.name === 'string' ? each.employee.name : null,
  );
  return [...new Set(names)];
}

/** Somebody else was faster, or has the conversation: what was written waits for a decision. */
export function Collision({ entry, problem, onTakeBack }: Props) {
  const { t, i18n } = useTranslation();
  const meanwhile = problem.code === 'conversation.answered-meanwhile';
  const { conversationId } = entry;
  const takeOver = useMutation({
    mutationFn: (id: string) => take(api.POST('/api/v1/conversations/{id}/take', { params: { path: { id } } })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.conversations });
      retry(entry.key);
    },
  });
  const answers = namesIn(problem.details['answers']);
  const names = new Intl.ListFormat(i18n.language).format(answers.map((name) => name ?? t('handling.meanwhileNobody')));
  return (
    <>
      <span className={css.why}>
        <IconUsers size={14} aria-hidden />
        {meanwhile
          ? t('handling.meanwhile', { count: answers.length, names })
          : codeText(t, problem.code, problem.details)}
      </span>
      {meanwhile && (
        <Button size="compact-xs" variant="filled" onClick={() => retry(entry.key, { anyway: true })}>
          {t('handling.sendAnyway')}
        </Button>
      )}
      {problem.code === 'conversation.not-yours' && conversationId !== null && (
        <Button size="compact-xs" loading={takeOver.isPending} onClick={() => takeOver.mutate(conversationId)}>
          {t('handling.takeOver')}
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={onTakeBack}>
        {t('composer.takeBack')}
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => discard(entry.key)}>
        {t('composer.discard')}
      </Button>
      <FormProblem error={takeOver.error} />
    </>
  );
}
