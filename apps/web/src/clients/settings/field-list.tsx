import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconForms, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { problemText } from '../../i18n/words.js';
import { Empty } from '../../shell/empty.js';
import page from '../../shell/page.module.css';
import { RowsSkeleton } from '../../shell/rows-skeleton.js';
import { toast } from '../../shell/toast.js';
import { Trouble } from '../../shell/trouble.js';
import type { CardField } from '../fields/of-kind.js';
import { cardFieldsQuery } from '../queries.js';
import { FieldDialog } from './field-dialog.js';
import css from './settings.module.css';

/** The fields of the company's own, in the order of the card; moved by arrows, also of the keyboard. */
export function FieldList() {
  const { t } = useTranslation();
  const query = useQuery(cardFieldsQuery);
  const [dialog, setDialog] = useState<CardField | 'new' | null>(null);
  const all = query.data?.items ?? [];
  const fields = all.filter(({ archived }) => !archived);
  const order = useMutation({
    mutationFn: (ids: string[]) => take(api.PUT('/api/v1/card-fields/order', { body: { ids } })),
    onMutate: (ids) => {
      const moved = ids.flatMap((id) => all.filter((field) => field.id === id));
      queryClient.setQueryData(keys.cardFields, { items: [...moved, ...all.filter(({ archived }) => archived)] });
    },
    onSuccess: (ordered) => queryClient.setQueryData(keys.cardFields, ordered),
    onError: (error) => {
      toast.bad(problemText(t, error));
      void queryClient.invalidateQueries({ queryKey: keys.cardFields });
    },
  });
  const move = (at: number, by: number) => {
    const ids = fields.map(({ id }) => id);
    const [id] = ids.splice(at, 1);
    if (id !== undefined) order.mutate(ids.toSpliced(at + by, 0, id));
  };
  const about = (field: CardField) =>
    [
      t(`cards.kindOf.${field.kind}`),
      t(`cards.appliesTo.${field.appliesTo}`),
      ...(field.required ? [t('cards.required')] : []),
      ...(field.format === null ? [] : [field.format]),
      ...(field.kind === 'choice' ? [field.choices.join(', ')] : []),
    ].join(' · ');
  return (
    <section className={page.section} style={{ marginTop: 0 }}>
      <div className={page.sectionHead}>
        <h2>{t('cards.fields')}</h2>
        <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setDialog('new')}>
          {t('cards.newField')}
        </Button>
      </div>
      <p className={css.about}>{t('cards.fieldsText')}</p>
      {query.isPending ? (
        <RowsSkeleton rows={3} height={48} />
      ) : query.isError ? (
        <Trouble error={query.error} onRetry={() => void query.refetch()} />
      ) : all.length === 0 ? (
        <Empty icon={IconForms} title={t('cards.noFields')} text={t('cards.noFieldsText')} />
      ) : (
        <ul className={page.box}>
          {all.map((field, index) => (
            <li key={field.id} className={css.row} data-archived={field.archived || undefined}>
              <span className={css.moves}>
                {!field.archived && (
                  <>
                    <ActionIcon
                      size="sm"
                      variant="subtle"
                      color="gray"
                      disabled={index === 0}
                      aria-label={t('cards.up', { name: field.label })}
                      onClick={() => move(index, -1)}
                    >
                      <IconArrowUp size={15} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      size="sm"
                      variant="subtle"
                      color="gray"
                      disabled={index === fields.length - 1}
                      aria-label={t('cards.down', { name: field.label })}
                      onClick={() => move(index, 1)}
                    >
                      <IconArrowDown size={15} aria-hidden />
                    </ActionIcon>
                  </>
                )}
              </span>
              <span className={css.what}>
                <b>{field.label}</b>
                <small>{field.archived ? t('cards.archived') : about(field)}</small>
              </span>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t('cards.changeNamed', { name: field.label })}
                onClick={() => setDialog(field)}
              >
                {t('cards.change')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {dialog !== null && <FieldDialog field={dialog === 'new' ? null : dialog} onClose={() => setDialog(null)} />}
    </section>
  );
}
