import '../shell/mantine-field-css.js';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import css from './clients.module.css';
import { Taken } from './taken.js';

export const contactKinds = ['email', 'phone', 'whatsapp'] as const;
export type ContactKind = (typeof contactKinds)[number];

export const inputModeOf = (kind: ContactKind) => (kind === 'email' ? ('email' as const) : ('tel' as const));

/** One more address on a card. */
export function ContactPointForm({ clientId, onDone }: { clientId: string; onDone: () => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<ContactKind>('email');
  const [value, setValue] = useState('');
  const [label, setLabel] = useState('');
  const add = useMutation({
    mutationFn: (shared: boolean) =>
      take(
        api.POST('/api/v1/clients/{id}/contact-points', {
          params: { path: { id: clientId } },
          body: { kind, value: value.trim(), label: label.trim() || null, shared },
        }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.client(clientId) });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(false);
  };
  const taken = add.error?.code === 'contact-point.taken' ? add.error : null;
  return (
    <form className={css.pointForm} onSubmit={submit}>
      <div className={css.pointLine}>
        <NativeSelect
          size="xs"
          aria-label={t('contact.kindName')}
          data={contactKinds.map((each) => ({ value: each, label: t(`contact.kind.${each}`) }))}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as ContactKind)}
        />
        <TextInput
          name="value"
          size="xs"
          autoFocus
          required
          inputMode={inputModeOf(kind)}
          aria-label={t(`contact.value.${kind}`)}
          placeholder={t(`contact.value.${kind}`)}
          value={value}
          onChange={(event) => {
            setValue(event.currentTarget.value);
            add.reset();
          }}
        />
      </div>
      <TextInput
        name="label"
        size="xs"
        placeholder={t('contact.label')}
        aria-label={t('contact.label')}
        maxLength={100}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      {taken !== null ? (
        <Taken
          problem={taken}
          point={{ kind, value: value.trim() }}
          cardId={clientId}
          busy={add.isPending}
          onShared={() => add.mutate(true)}
        />
      ) : (
        <FormProblem error={add.error} />
      )}
      <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          {t('act.cancel')}
        </Button>
        <Button size="compact-sm" type="submit" loading={add.isPending}>
          {t('contact.add')}
        </Button>
      </div>
    </form>
  );
}
