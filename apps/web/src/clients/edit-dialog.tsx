import '../shell/mantine-dialog-css.js';
import { Button, Modal, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { Collisions } from './collisions.js';
import { CompanyField } from './company-field.js';
import { FieldInput } from './fields/field-input.js';
import { useFieldsOf } from './fields/of-kind.js';
import { stages } from './kinds.js';
import { useCardEdit } from './use-card-edit.js';

type Client = Schemas['Client'];

export function EditDialog({ client, onClose }: { client: Client; onClose: () => void }) {
  const { t } = useTranslation();
  const edit = useCardEdit(client, onClose);
  const kind = edit.valueOf('kind', client.kind) as Client['kind'];
  const fields = useFieldsOf(kind);
  const [company, setCompany] = useState(client.company);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    edit.submit();
  };
  return (
    <Modal opened onClose={onClose} title={t('clients.edit')}>
      <form className={page.form} onSubmit={submit}>
        <SegmentedControl
          size="xs"
          aria-label={t('clients.kindName')}
          data={(['company', 'person'] as const).map((value) => ({ value, label: t(`clients.kind.${value}`) }))}
          value={kind}
          onChange={(value) => edit.type('kind', value)}
        />
        <TextInput
          name="name"
          label={t(kind === 'company' ? 'clients.companyName' : 'clients.personName')}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={200}
          value={edit.valueOf('name', client.name)}
          onChange={(event) => edit.type('name', event.currentTarget.value)}
        />
        <NativeSelect
          label={t('clients.stageName')}
          data={stages.map((value) => ({ value, label: t(`clients.stage.${value}`) }))}
          value={edit.valueOf('stage', client.stage)}
          onChange={(event) => edit.type('stage', event.currentTarget.value)}
        />
        {kind === 'person' && (
          <CompanyField
            company={company}
            onChange={(chosen) => {
              setCompany(chosen);
              edit.type('company', chosen?.id ?? null);
            }}
          />
        )}
        {fields.map((field) => (
          <FieldInput
            key={field.key}
            field={field}
            value={edit.valueOf(`fields.${field.key}`, client.fields[field.key] ?? null)}
            onChange={(value) => edit.type(`fields.${field.key}`, value)}
            errors={edit.errors}
          />
        ))}
        <Collisions edit={edit} kind={kind} />
        <FormProblem error={edit.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={edit.isPending}>
            {t(edit.collisions.length > 0 ? 'cards.saveChoice' : 'act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
