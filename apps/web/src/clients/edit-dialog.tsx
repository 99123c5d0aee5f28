import '../shell/mantine-dialog-css.js';
import { Button, Modal, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';

type Client = Schemas['Client'];

const stages: readonly Client['stage'][] = ['prospecting', 'sales', 'account'];

export function EditDialog({ client, onClose }: { client: Client; onClose: () => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState(client.kind);
  const [name, setName] = useState(client.name);
  const [stage, setStage] = useState(client.stage);
  const change = useMutation({
    mutationFn: () =>
      take(
        api.PATCH('/api/v1/clients/{id}', {
          params: { path: { id: client.id } },
          body: { kind, name: name.trim(), stage },
        }),
      ),
    onSuccess: (changed) => {
      queryClient.setQueryData(keys.client(client.id), changed);
      void queryClient.invalidateQueries({ queryKey: keys.clients });
      void queryClient.invalidateQueries({ queryKey: keys.conversations });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('clients.edit')}>
      <form className={page.form} onSubmit={submit}>
        <SegmentedControl
          size="xs"
          aria-label={t('clients.kindName')}
          data={(['company', 'person'] as const).map((value) => ({ value, label: t(`clients.kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(value)}
        />
        <TextInput
          label={t(kind === 'company' ? 'clients.companyName' : 'clients.personName')}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('clients.stageName')}
          data={stages.map((value) => ({ value, label: t(`clients.stage.${value}`) }))}
          value={stage}
          onChange={(event) => setStage(event.currentTarget.value as Client['stage'])}
        />
        <FormProblem error={change.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={change.isPending}>
            {t('act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
