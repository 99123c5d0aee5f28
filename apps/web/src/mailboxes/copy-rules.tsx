import { ActionIcon, Button } from '@mantine/core';
import { IconCopy, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { copyRulesQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import { CopyRuleDialog } from './copy-rule-dialog.js';
import css from './mailboxes.module.css';

/** Which letters are copied to whom, each rule as a sentence. */
export function CopyRules({ channels }: { channels: readonly Schemas['Channel'][] }) {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery(copyRulesQuery);
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<string | null>(null);
  const end = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/copy-rules/{id}', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.copyRules }),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: () => setEnding(null),
  });
  const rules = data?.items.filter((rule) => rule.enabled) ?? [];
  return (
    <section className={page.section}>
      <h2>{t('copies.title')}</h2>
      <p>{t('copies.text')}</p>
      {isPending ? (
        <RowsSkeleton rows={2} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : (
        rules.length > 0 && (
          <ul className={page.box}>
            {rules.map((rule) => (
              <li key={rule.id} className={css.rule}>
                <IconCopy size={16} stroke={1.7} aria-hidden />
                <p>
                  {t(`copies.sentence.${rule.direction}`, {
                    to: rule.target === 'address' ? rule.address : t(`copies.target.${rule.target}`),
                    how: t(rule.visible ? 'copies.visible' : 'copies.hidden'),
                    where: channels.find((channel) => channel.id === rule.channelId)?.address ?? t('copies.everywhere'),
                  })}
                </p>
                {ending === rule.id ? (
                  <Button
                    size="compact-xs"
                    color="red"
                    variant="light"
                    autoFocus
                    onBlur={() => setEnding(null)}
                    onClick={() => end.mutate(rule.id)}
                  >
                    {t('copies.reallyEnd')}
                  </Button>
                ) : (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t('copies.end')}
                    onClick={() => setEnding(rule.id)}
                  >
                    <IconTrash size={15} aria-hidden />
                  </ActionIcon>
                )}
              </li>
            ))}
          </ul>
        )
      )}
      <Button
        size="xs"
        variant="default"
        mt="sm"
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => setAdding(true)}
      >
        {t('copies.add')}
      </Button>
      {adding && <CopyRuleDialog channels={channels} onClose={() => setAdding(false)} />}
    </section>
  );
}
