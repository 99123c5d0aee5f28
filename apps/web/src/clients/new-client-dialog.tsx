import '../shell/mantine-dialog-css.js';
import { ActionIcon, Button, Modal, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { employeesQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { useMay } from '../shell/session.js';
import css from './clients.module.css';
import { contactKinds, inputModeOf, type ContactKind } from './contact-point-form.js';
import { FieldInput } from './fields/field-input.js';
import { useFieldsOf } from './fields/of-kind.js';
import { isFound, MaybeSame, type GivenPoint } from './merging/maybe-same.js';
import { Taken } from './taken.js';

const stages = ['prospecting', 'sales', 'account'] as const;

interface Line {
  kind: ContactKind;
  value: string;
}

interface Props {
  initialName: string;
  onClose: () => void;
  onCreated: (client: Schemas['Client']) => void;
}

export function NewClientDialog({ initialName, onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const mayAssign = useMay('clients.assign');
  const employees =
    useInfiniteQuery({ ...employeesQuery, enabled: mayAssign }).data?.pages.flatMap((each) => each.items) ?? [];
  const [kind, setKind] = useState<'person' | 'company'>('company');
  const [name, setName] = useState(initialName);
  const [stage, setStage] = useState<(typeof stages)[number]>('prospecting');
  const [responsibleId, setResponsibleId] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const required = useFieldsOf(kind).filter((field) => field.required);
  const [lines, setLines] = useState<readonly Line[]>([{ kind: 'email', value: '' }]);
  const points: GivenPoint[] = lines
    .map(({ kind: each, value }) => ({ kind: each, value: value.trim() }))
    .filter(({ value }) => value !== '');
  const create = useMutation({
    mutationFn: (shared: boolean) =>
      take(
        api.POST('/api/v1/clients', {
          body: {
            kind,
            name: name.trim(),
            stage,
            responsibleId: responsibleId || null,
            fields: Object.fromEntries(
              required.flatMap(({ key }) => (values[key]?.trim() ? [[key, values[key].trim()]] : [])),
            ),
            contactPoints: points.map((point) => ({ ...point, shared })),
          },
        }),
      ),
    onSuccess: (client) => {
      void queryClient.invalidateQueries({ queryKey: keys.clients });
      void queryClient.invalidateQueries({ queryKey: keys.start });
      queryClient.setQueryData(keys.client(client.id), client);
      onCreated(client);
    },
  });
  const same = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/clients/duplicates', { body: { name: name.trim(), contactPoints: points, except: null } }),
      ),
    onSuccess: (found) => {
      if (!isFound(found)) create.mutate(false);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Shown once: whoever has seen them and goes on means it.
    if (same.isSuccess) create.mutate(true);
    else same.mutate();
  };
  const change = (index: number, to: Partial<Line>) => {
    setLines(lines.map((line, at) => (at === index ? { ...line, ...to } : line)));
    create.reset();
    same.reset();
  };
  return (
    <Modal opened onClose={onClose} title={t('clients.new')}>
      <form className={page.form} onSubmit={submit}>
        <SegmentedControl
          size="xs"
          aria-label={t('clients.kindName')}
          data={(['company', 'person'] as const).map((value) => ({ value, label: t(`clients.kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(value)}
        />
        <TextInput
          name="name"
          label={t(kind === 'company' ? 'clients.companyName' : 'clients.personName')}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            same.reset();
          }}
        />
        <fieldset style={{ display: 'grid', gap: 8, margin: 0, padding: 0, border: 0 }}>
          <legend style={{ padding: '0 0 4px', fontSize: '0.8125rem', fontWeight: 500 }}>{t('contact.title')}</legend>
          {lines.map((line, index) => (
            <div key={index} className={css.pointLine}>
              <NativeSelect
                size="xs"
                aria-label={t('contact.kindName')}
                data={contactKinds.map((each) => ({ value: each, label: t(`contact.kind.${each}`) }))}
                value={line.kind}
                onChange={(event) => change(index, { kind: event.currentTarget.value as ContactKind })}
              />
              <TextInput
                name={`contactPoints.${index}.value`}
                size="xs"
                inputMode={inputModeOf(line.kind)}
                aria-label={t(`contact.value.${line.kind}`)}
                placeholder={t(`contact.value.${line.kind}`)}
                value={line.value}
                onChange={(event) => change(index, { value: event.currentTarget.value })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('contact.drop')}
                disabled={lines.length === 1}
                onClick={() => setLines(lines.filter((_, at) => at !== index))}
              >
                <IconX size={15} aria-hidden />
              </ActionIcon>
            </div>
          ))}
          <Button
            size="compact-xs"
            variant="subtle"
            style={{ justifySelf: 'start' }}
            leftSection={<IconPlus size={13} aria-hidden />}
            disabled={lines.length >= 20}
            onClick={() => setLines([...lines, { kind: 'phone', value: '' }])}
          >
            {t('contact.another')}
          </Button>
        </fieldset>
        <div className={page.pair}>
          <NativeSelect
            label={t('clients.stageName')}
            data={stages.map((value) => ({ value, label: t(`clients.stage.${value}`) }))}
            value={stage}
            onChange={(event) => setStage(event.currentTarget.value as (typeof stages)[number])}
          />
          {mayAssign && (
            <NativeSelect
              name="responsibleId"
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
          )}
        </div>
        {required.map((field) => (
          <FieldInput
            key={field.key}
            field={field}
            value={values[field.key] ?? ''}
            onChange={(value) => setValues({ ...values, [field.key]: value })}
            errors={create.error?.errors ?? []}
          />
        ))}
        {same.data !== undefined && isFound(same.data) && <MaybeSame found={same.data} points={points} />}
        <FormProblem error={same.error} />
        {create.error?.code === 'contact-point.taken' ? (
          <Taken problem={create.error} busy={create.isPending} onShared={() => create.mutate(true)} />
        ) : (
          <FormProblem error={create.error} />
        )}
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending || same.isPending}>
            {t(same.data !== undefined && isFound(same.data) ? 'merging.createAnyway' : 'clients.create')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
