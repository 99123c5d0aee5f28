import { Button, Modal, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';

type Rule = Schemas['CopyRule'];

const directions: readonly Rule['direction'][] = ['both', 'outbound', 'inbound'];
const targets: readonly Rule['target'][] = ['address', 'head', 'responsible'];

export function CopyRuleDialog({
  channels,
  onClose,
}: {
  channels: readonly Schemas['Channel'][];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [direction, setDirection] = useState<Rule['direction']>('both');
  const [target, setTarget] = useState<Rule['target']>('address');
  const [address, setAddress] = useState('');
  const [channelId, setChannelId] = useState('');
  const [visible, setVisible] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/copy-rules', {
          body: {
            direction,
            target,
            channelId: channelId || null,
            address: target === 'address' ? address.trim() : null,
            visible: visible && direction !== 'inbound',
          },
        }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.copyRules });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('copies.add')}>
      <form className={page.form} onSubmit={submit}>
        <NativeSelect
          label={t('copies.which')}
          data={directions.map((value) => ({ value, label: t(`copies.direction.${value}`) }))}
          value={direction}
          onChange={(event) => setDirection(event.currentTarget.value as Rule['direction'])}
        />
        <NativeSelect
          label={t('copies.mailbox')}
          data={[
            { value: '', label: t('copies.everywhere') },
            ...channels.map((channel) => ({ value: channel.id, label: channel.address })),
          ]}
          value={channelId}
          onChange={(event) => setChannelId(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('copies.whom')}
          data={targets.map((value) => ({ value, label: t(`copies.target.${value}`) }))}
          value={target}
          onChange={(event) => setTarget(event.currentTarget.value as Rule['target'])}
        />
        {target === 'address' && (
          <TextInput
            name="address"
            label={t('copies.address')}
            type="email"
            required
            withAsterisk={false}
            data-autofocus
            placeholder="archive@company.com"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
        )}
        {direction !== 'inbound' && (
          <Switch
            label={t('copies.visibleSwitch')}
            description={t('copies.visibleHint')}
            checked={visible}
            onChange={(event) => setVisible(event.currentTarget.checked)}
          />
        )}
        <FormProblem error={create.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('copies.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
