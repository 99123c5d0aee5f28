import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../../api/client.js';
import { problemText } from '../../i18n/words.js';
import { toast } from '../../shell/toast.js';
import type { ContactKind } from '../contact-point-form.js';
import css from './merging.module.css';

export interface GivenPoint {
  kind: ContactKind;
  value: string;
}

interface Props {
  found: Schemas['Duplicates'];
  /** What was asked about, in the same order. */
  points: readonly GivenPoint[];
}

export const isFound = ({ items, held }: Schemas['Duplicates']): boolean => items.length > 0 || held.length > 0;

/** Before a card is made: those that may be the same client, and that somebody else may have them already. */
export function MaybeSame({ found, points }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.same} role="alert">
      {found.items.length > 0 && (
        <>
          <p>{t('merging.maybe')}</p>
          <ul>
            {found.items.map(({ client, responsible, because }) => (
              <li key={client.id}>
                <Link to="/clients/$clientId" params={{ clientId: client.id }} dir="auto">
                  {client.name}
                </Link>
                <small>
                  {t(`merging.because.${because}`)} · {responsible?.name ?? t('clients.nobody')}
                </small>
              </li>
            ))}
          </ul>
        </>
      )}
      {found.held.map((n) => {
        const point = points[n];
        return point === undefined ? null : <Held key={n} point={point} />;
      })}
    </div>
  );
}

/** An address on a card that the viewer may not see: its head can be asked. */
export function Held({ point }: { point: GivenPoint }) {
  const { t } = useTranslation();
  const ask = useMutation({
    mutationFn: () => take(api.POST('/api/v1/clients/asked-for', { body: { kind: point.kind, value: point.value } })),
    onSuccess: () => toast.ok(t('merging.asked')),
    onError: (error) => toast.bad(problemText(t, error)),
  });
  return (
    <div className={css.held}>
      <span dir="auto">{t('merging.held', { value: point.value })}</span>
      <Button
        size="compact-xs"
        variant="default"
        loading={ask.isPending}
        disabled={ask.isSuccess}
        onClick={() => ask.mutate()}
      >
        {t('merging.ask')}
      </Button>
    </div>
  );
}
