import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { FormProblem } from '../../shell/form-problem.js';
import page from '../../shell/page.module.css';
import { toast } from '../../shell/toast.js';
import { Trouble } from '../../shell/trouble.js';
import changes from '../changes.module.css';
import { useFieldsOf } from '../fields/of-kind.js';
import { compared, shownText, sideOf, type Side } from './compared.js';
import css from './merging.module.css';
import { cardsChanged, useUndo } from './undo.js';

interface Props {
  client: Schemas['Client'];
  otherId: string;
  onBack: () => void;
  onClose: () => void;
}

const sides: readonly Side[] = ['this', 'other'];

/** The two cards side by side: for each thing that they say differently one choice, and how much moves. */
export function Compare({ client, otherId, onBack, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const undo = useUndo();
  const [chosen, setChosen] = useState<Readonly<Record<string, Side>>>({});
  const labels = new Map(
    [...useFieldsOf('person'), ...useFieldsOf('company')].map(({ key, label }) => [key, label] as const),
  );
  const preview = useQuery({
    queryKey: keys.mergePreview(client.id, otherId),
    staleTime: 0,
    queryFn: () =>
      take(api.GET('/api/v1/clients/{id}/merge/{otherId}', { params: { path: { id: client.id, otherId } } })),
  });
  const merge = useMutation({
    mutationFn: (take_: Record<string, Side>) =>
      take(
        api.POST('/api/v1/clients/{id}/merge', {
          params: { path: { id: client.id } },
          body: { otherId, take: take_ },
        }),
      ),
    onSuccess: ({ merge: { id, other } }) => {
      cardsChanged(client.id, otherId);
      toast.undoable(t('merging.done', { name: other.name }), () => undo.mutate(id));
      onClose();
      void navigate({ to: '/clients/$clientId', params: { clientId: client.id } });
    },
  });
  if (preview.isError) return <Trouble error={preview.error} onRetry={() => void preview.refetch()} />;
  if (preview.isPending) return <Skeleton height="12rem" />;
  const { other, moves } = preview.data;
  const counted = (['interactions', 'conversations', 'contactPoints', 'tasks'] as const).filter(
    (what) => moves[what] > 0,
  );
  const differing = compared(t, client, other, labels);
  return (
    <div className={css.compare}>
      <p>{t('merging.explain', { name: client.name, other: other.name })}</p>
      {differing.length > 0 && (
        <div className={`${changes.collisions} ${css.plain}`}>
          {differing.map((one) => (
            <fieldset key={one.field}>
              <legend>{one.name}</legend>
              {sides.map((side) => (
                <label key={side}>
                  <input
                    type="radio"
                    name={`merge-${one.field}`}
                    checked={sideOf(one, chosen) === side}
                    onChange={() => setChosen({ ...chosen, [one.field]: side })}
                  />
                  <span>
                    <b>{t(`merging.side.${side}`)}</b>
                    <span dir="auto">{shownText(t, one, side)}</span>
                  </span>
                </label>
              ))}
            </fieldset>
          ))}
        </div>
      )}
      {counted.length > 0 && (
        <>
          <h3>{t('merging.moves')}</h3>
          <ul>
            {counted.map((what) => (
              <li key={what}>{t(`merging.count.${what}`, { count: moves[what] })}</li>
            ))}
          </ul>
        </>
      )}
      <FormProblem error={merge.error} />
      <div className={page.acts}>
        <Button variant="default" onClick={onBack}>
          {t('act.back')}
        </Button>
        <Button
          loading={merge.isPending}
          onClick={() => merge.mutate(Object.fromEntries(differing.map((one) => [one.field, sideOf(one, chosen)])))}
        >
          {t('merging.join')}
        </Button>
      </div>
    </div>
  );
}
