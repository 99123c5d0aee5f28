import '../shell/mantine-dialog-css.js';
import { Button, Modal, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { employeesQuery } from '../api/queries.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';

const longestName = 200;

interface NewClient {
  kind: 'person' | 'company';
  name: string;
  responsibleId: string | null;
}

interface Props {
  initialName: string;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onMade: (client: NewClient) => void;
}

/** A new card for who wrote; their address comes onto it by itself. */
export function NewCard({ initialName, busy, error, onClose, onMade }: Props) {
  const { t } = useTranslation();
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  const [kind, setKind] = useState<'person' | 'company'>('person');
  // A sender may call themselves anything; a half of an emoji is no sign.
  const [name, setName] = useState(initialName.slice(0, longestName).replace(/[\ud800-\udbff]$/, ''));
  const [responsibleId, setResponsibleId] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onMade({ kind, name: name.trim(), responsibleId: responsibleId || null });
  };
  return (
    <Modal opened onClose={onClose} title={t('unplaced.newCard')}>
      <form className={page.form} onSubmit={submit}>
        <SegmentedControl
          size="xs"
          aria-label={t('clients.kindName')}
          data={(['person', 'company'] as const).map((value) => ({ value, label: t(`clients.kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(value)}
        />
        <TextInput
          name="newClient.name"
          label={t(kind === 'company' ? 'clients.companyName' : 'clients.personName')}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={longestName}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('clients.responsible')}
          data={[
            { value: '', label: t('clients.nobody') },
            ...employees
              .filter((each) => each.status === 'active' && each.role !== 'administrator')
              .map((each) => ({ value: each.id, label: each.name })),
          ]}
          value={responsibleId}
          onChange={(event) => setResponsibleId(event.currentTarget.value)}
        />
        <FormProblem error={error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('clients.create')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
