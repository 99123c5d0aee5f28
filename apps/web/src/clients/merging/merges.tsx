import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { Moment } from '../../i18n/moment.js';
import { useMay } from '../../shell/session.js';
import css from './merging.module.css';
import { useUndo } from './undo.js';

/** Cards that went on as this one and can be cards of their own again. */
export function Merges({ clientId }: { clientId: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay('clients.write');
  const undo = useUndo();
  const { data } = useQuery({
    queryKey: keys.merges(clientId),
    queryFn: () => take(api.GET('/api/v1/clients/{id}/merges', { params: { path: { id: clientId } } })),
  });
  const open = data?.items.filter(({ undoneAt }) => undoneAt === null) ?? [];
  if (open.length === 0) return null;
  return (
    <ul className={css.merges}>
      {open.map(({ id, other, at, by, interactions, undoable }) => (
        <li key={id}>
          <span>
            <span dir="auto">{t('merging.joined', { name: other.name })}</span>
            <small>
              {t('merging.count.interactions', { count: interactions })} · {by?.name ?? 'Keepline'}, <Moment at={at} />
            </small>
          </span>
          {mayWrite && undoable && (
            <Button size="compact-xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate(id)}>
              {t('act.undo')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
