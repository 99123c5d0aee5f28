import { Button, Modal, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { CopyButton } from '../shell/copy-button.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { refreshTelephones } from './devices.js';
import { HowTo } from './how-to.js';
import css from './devices.module.css';

type Credentials = Schemas['NewDevice']['credentials'];

/** A name, then what is to be typed into the telephone: shown this once, because the password is kept nowhere. */
export function DeviceDialog({ employeeId, onClose }: { employeeId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [label, setLabel] = useState('');
  const create = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/employees/{id}/devices', {
          params: { path: { id: employeeId } },
          body: { label: label.trim() },
        }),
      ),
    onSuccess: refreshTelephones,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const made = create.data;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={made === undefined ? t('devices.add') : made.device.label}
      // What is shown once does not vanish by a click beside it.
      closeOnClickOutside={made === undefined}
      closeOnEscape={made === undefined}
    >
      {made === undefined ? (
        <form className={page.form} onSubmit={submit}>
          <TextInput
            name="label"
            label={t('devices.label')}
            description={t('devices.labelHint')}
            placeholder={t('devices.labelExample')}
            data-autofocus
            required
            withAsterisk={false}
            maxLength={100}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <FormProblem error={create.error} />
          <div className={page.acts}>
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('devices.create')}
            </Button>
          </div>
        </form>
      ) : (
        <div className={page.form}>
          <p className={css.once} role="status">
            <IconKey size={17} aria-hidden />
            {t('devices.once')}
          </p>
          <Shown credentials={made.credentials} />
          <HowTo credentials={made.credentials} />
          <div className={page.acts}>
            <Button onClick={onClose}>{t('devices.done')}</Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

function Shown({ credentials }: { credentials: Credentials }) {
  const { t } = useTranslation();
  const server = `${credentials.server}:${credentials.port}`;
  const transports = credentials.transport.map((each) => each.toUpperCase()).join(', ');
  return (
    <dl className={css.credentials} aria-label={t('devices.credentials')}>
      <Credential label={t('devices.user')} value={credentials.user} />
      <Credential label={t('mailboxes.password')} value={credentials.password} />
      <Credential label={t('devices.domain')} value={credentials.domain} />
      <Credential label={t('devices.server')} value={server} />
      <div>
        <dt>{t('trunks.transport')}</dt>
        <dd>{transports}</dd>
      </div>
    </dl>
  );
}

function Credential({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <code>{value}</code>
        <CopyButton label={label} value={value} variant="subtle" color="gray" />
      </dd>
    </div>
  );
}
