import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import css from './clients.module.css';

interface Props {
  clientId: string;
  point: Schemas['ContactPoint'];
  onDone: () => void;
}

/** Another label for an address, and whether it is the first to be used. */
export function PointForm({ clientId, point, onDone }: Props) {
  const { t } = useTranslation();
  const [label, setLabel] = useState(point.label ?? '');
  const [primary, setPrimary] = useState(point.primary);
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PATCH('/api/v1/clients/{id}/contact-points/{contactPointId}', {
          params: { path: { id: clientId, contactPointId: point.id } },
          body: { ...(label.trim() === (point.label ?? '') ? {} : { label: label.trim() || null }), primary },
        }),
      ),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.client(clientId) });
      onDone();
    },
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={css.pointChange} onSubmit={submit}>
      <TextInput
        name="label"
        size="xs"
        autoFocus
        aria-label={t('contact.label')}
        placeholder={t('contact.label')}
        maxLength={100}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <label>
        <input type="checkbox" checked={primary} onChange={(event) => setPrimary(event.currentTarget.checked)} />
        {t('contact.primary')}
      </label>
      <Button size="compact-xs" type="submit" loading={save.isPending}>
        {t('act.save')}
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={onDone}>
        {t('act.cancel')}
      </Button>
    </form>
  );
}
