import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { Person } from '../shell/person.js';
import { toast } from '../shell/toast.js';
import { InviteDialog } from './invite-dialog.js';
import css from './people.module.css';

const refresh = () => queryClient.invalidateQueries({ queryKey: keys.invitations });

/** Who has a link and has not come by it yet. */
export function Invited() {
  const { t, i18n } = useTranslation();
  const { data } = useQuery({ queryKey: keys.invitations, queryFn: () => take(api.GET('/api/v1/invitations')) });
  const [renewed, setRenewed] = useState<Schemas['NewInvitation'] | null>(null);
  const renew = useMutation({
    mutationFn: (id: string) => take(api.POST('/api/v1/invitations/{id}/renew', { params: { path: { id } } })),
    onSuccess: async (made) => {
      setRenewed(made);
      await refresh();
    },
  });
  const withdraw = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/invitations/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      toast.ok(t('invite.withdrawn'));
      await refresh();
    },
  });
  const items = data?.items ?? [];
  if (items.length === 0 && renewed === null) return null;
  const date = (at: string) => new Date(at).toLocaleDateString(i18n.language, { day: 'numeric', month: 'long' });
  return (
    <section className={page.section}>
      <h2>{t('invite.invited')}</h2>
      <p>{t('invite.invitedText')}</p>
      <ul className={page.box}>
        {items.map((item) => (
          <li key={item.id} className={css.invited}>
            <Person name={item.name} size={34} />
            <div className={css.who}>
              <b>{item.name}</b>
              <small>{item.email}</small>
            </div>
            <div className={css.facts}>
              <span>
                {t(item.state === 'open' ? 'invite.openUntil' : 'invite.expired', { date: date(item.expiresAt) })}
              </span>
              <small>
                {t(`people.role.${item.role}`)} · {item.team?.name ?? t('people.noTeam')}
              </small>
            </div>
            <div className={css.invitedActs}>
              <Button
                size="compact-sm"
                variant="default"
                disabled={renew.isPending}
                aria-label={t('invite.renewOf', { name: item.name })}
                onClick={() => renew.mutate(item.id)}
              >
                {t('invite.renew')}
              </Button>
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                disabled={withdraw.isPending}
                aria-label={t('invite.withdrawOf', { name: item.name })}
                onClick={() => withdraw.mutate(item.id)}
              >
                {t('invite.withdraw')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <FormProblem error={renew.error ?? withdraw.error} />
      {renewed !== null && <InviteDialog renewed={renewed} onClose={() => setRenewed(null)} />}
    </section>
  );
}
