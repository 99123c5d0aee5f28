import { Button, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { FormProblem } from '../shell/form-problem.js';
import css from './account.module.css';
import { PasswordAgain } from './password-again.js';
import { browserHasPasskeys, makePasskey } from './passkey.js';
import { myPasskeysQuery } from './queries.js';

interface Props {
  /** The session is fresh: the password need not be said again. */
  fresh: boolean;
  onDone: (recoveryCodes: string[]) => void;
  onCancel?: () => void;
  /** Of the authenticator app: a line under it, without a name to give. */
  instead?: boolean;
}

/** Has this device make a passkey, and the server keep its public half. Nothing where there can be none. */
export function AddPasskey({ fresh, onDone, onCancel, instead = false }: Props) {
  const { t } = useTranslation();
  const { data: passkeys } = useQuery(myPasskeysQuery);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const add = useMutation({
    mutationFn: async () => {
      const { options } = await take(api.POST('/api/v1/me/passkeys/options', { body: fresh ? {} : { password } }));
      const response = await makePasskey(options);
      return take(api.POST('/api/v1/me/passkeys', { body: { name: name.trim(), response } }));
    },
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  if (passkeys?.available !== true || !browserHasPasskeys()) return null;
  return (
    <form className={css.form} onSubmit={submit}>
      {instead ? (
        <p className={css.text}>{t('account.passkeys.instead')}</p>
      ) : (
        <TextInput
          name="name"
          label={t('account.passkeys.name')}
          description={t('account.passkeys.nameHint')}
          autoFocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {!fresh && <PasswordAgain value={password} onChange={setPassword} />}
      <FormProblem error={add.error} />
      <div className={css.acts}>
        <Button
          size="xs"
          type="submit"
          variant={instead ? 'default' : 'filled'}
          leftSection={<IconFingerprint size={16} aria-hidden />}
          loading={add.isPending}
        >
          {t('account.passkeys.make')}
        </Button>
        {onCancel !== undefined && (
          <Button size="xs" variant="default" onClick={onCancel}>
            {t('act.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}
