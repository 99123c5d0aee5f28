import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import css from './protection.module.css';
import { privateContactsQuery, type PrivateContact } from './queries.js';

const kinds: readonly PrivateContact['kind'][] = ['phone', 'email', 'handle'];

/** An employee's own numbers, addresses and names: noticed when one of them is written to a client, or by one. */
export function PrivateContacts({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(privateContactsQuery(employeeId));
  const [kind, setKind] = useState<PrivateContact['kind']>('phone');
  const [value, setValue] = useState('');
  const renewed = () => queryClient.invalidateQueries({ queryKey: keys.privateContacts(employeeId) });
  const add = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/employees/{id}/private-contacts', {
          params: { path: { id: employeeId } },
          body: { kind, value: value.trim() },
        }),
      ),
    onSuccess: () => {
      setValue('');
      return renewed();
    },
  });
  const remove = useMutation({
    mutationFn: (contactId: string) =>
      take(
        api.DELETE('/api/v1/employees/{id}/private-contacts/{contactId}', {
          params: { path: { id: employeeId, contactId } },
        }),
      ),
    onSettled: renewed,
  });
  // It stands inside another form, which Enter would send.
  const keyed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (value.trim() !== '') add.mutate();
  };
  return (
    <section className={css.private} aria-label={t('protection.private')}>
      <b>{t('protection.private')}</b>
      <p>{t('protection.privateText')}</p>
      <ul>
        {(data?.items ?? []).map((contact) => (
          <li key={contact.id}>
            <span>{t(`protection.kind.${contact.kind}`)}</span> {contact.value}
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={t('protection.removeOf', { value: contact.value })}
              onClick={() => remove.mutate(contact.id)}
            >
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <div className={css.add}>
        <NativeSelect
          size="xs"
          aria-label={t('protection.kindOf')}
          data={kinds.map((each) => ({ value: each, label: t(`protection.kind.${each}`) }))}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as PrivateContact['kind'])}
        />
        <TextInput
          name="value"
          size="xs"
          maxLength={320}
          aria-label={t('protection.private')}
          placeholder={t(`protection.example.${kind}`)}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          onKeyDown={keyed}
        />
        <Button
          size="xs"
          variant="default"
          loading={add.isPending}
          disabled={value.trim() === ''}
          onClick={() => add.mutate()}
        >
          {t('people.add')}
        </Button>
      </div>
      <FormProblem error={add.error ?? remove.error} />
    </section>
  );
}
