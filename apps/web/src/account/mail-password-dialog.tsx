import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { asProblem } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import { ShownOnce, shownOnce } from '../integrations/shown-once.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { MailProgramSettings } from './mail-program-settings.js';
import { PasswordAgain } from './password-again.js';

/** A password for one mail program: named, made, shown once beside what else the program asks for. */
export function MailPasswordDialog({ program, onClose }: { program: Schemas['MailProgram']; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const make = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/me/mail-passwords', {
          body: { name: name.trim(), ...(password === '' ? {} : { password }) },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.myMailPasswords }),
  });
  const asksPassword = password !== '' || (make.isError && asProblem(make.error).code.startsWith('password.'));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      {...(make.data !== undefined && shownOnce)}
      title={make.data?.view.name ?? t('mailProgram.new')}
    >
      {make.data === undefined ? (
        <form className={page.form} onSubmit={submit} autoComplete="off">
          <TextInput
            name="name"
            label={t('mailProgram.name')}
            description={t('mailProgram.nameHint')}
            data-autofocus
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {asksPassword && <PasswordAgain value={password} onChange={setPassword} />}
          <FormProblem error={make.error} />
          <div className={page.acts}>
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button type="submit" loading={make.isPending}>
              {t('mailProgram.make')}
            </Button>
          </div>
        </form>
      ) : (
        <ShownOnce
          about={t('mailProgram.handOver')}
          label={t('mailProgram.password')}
          value={make.data.secret}
          done={t('mailProgram.done')}
          onClose={onClose}
        >
          <MailProgramSettings program={program} />
        </ShownOnce>
      )}
    </Modal>
  );
}
