import '../../shell/mantine-dialog-css.js';
import { Button, Modal, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take } from '../../api/client.js';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { FormProblem } from '../../shell/form-problem.js';
import page from '../../shell/page.module.css';
import type { CardField } from '../fields/of-kind.js';

const kinds: readonly CardField['kind'][] = ['text', 'choice', 'number', 'date', 'phone', 'email', 'url'];
const owners: readonly CardField['appliesTo'][] = ['both', 'company', 'person'];

/** A field of the company's own. What it is cannot be changed later: what stands in it would not fit. */
export function FieldDialog({ field, onClose }: { field: CardField | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [label, setLabel] = useState(field?.label ?? '');
  const [kind, setKind] = useState<CardField['kind']>(field?.kind ?? 'text');
  const [appliesTo, setAppliesTo] = useState<CardField['appliesTo']>(field?.appliesTo ?? 'both');
  const [required, setRequired] = useState(field?.required ?? false);
  const [format, setFormat] = useState(field?.format ?? '');
  const [choices, setChoices] = useState(field?.choices.join('\n') ?? '');
  const save = useMutation({
    mutationFn: (archived: boolean) => {
      const body = {
        ...{ label: label.trim(), appliesTo, required, format: format.trim() === '' ? null : format.trim() },
        choices: choices.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
      };
      return take(
        field === null
          ? api.POST('/api/v1/card-fields', { body: { ...body, kind } })
          : api.PATCH('/api/v1/card-fields/{id}', { params: { path: { id: field.id } }, body: { ...body, archived } }),
      );
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.cardFields });
      void queryClient.invalidateQueries({ queryKey: ['client'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(field?.archived ?? false);
  };
  return (
    <Modal opened onClose={onClose} title={t(field === null ? 'cards.newField' : 'cards.changeField')}>
      <form className={page.form} onSubmit={submit}>
        <TextInput
          name="label"
          label={t('cards.label')}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={80}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <div className={page.pair}>
          <NativeSelect
            label={t('cards.kindName')}
            disabled={field !== null}
            data={kinds.map((value) => ({ value, label: t(`cards.kindOf.${value}`) }))}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as CardField['kind'])}
          />
          <NativeSelect
            label={t('cards.appliesToName')}
            data={owners.map((value) => ({ value, label: t(`cards.appliesTo.${value}`) }))}
            value={appliesTo}
            onChange={(event) => setAppliesTo(event.currentTarget.value as CardField['appliesTo'])}
          />
        </div>
        {kind === 'text' && (
          <TextInput
            name="format"
            label={t('cards.format')}
            description={t('cards.formatAbout')}
            placeholder="99999999|9999999999"
            maxLength={120}
            value={format}
            onChange={(event) => setFormat(event.currentTarget.value)}
          />
        )}
        {kind === 'choice' && (
          <Textarea
            name="choices"
            label={t('cards.choices')}
            description={t('cards.choicesAbout')}
            autosize
            minRows={3}
            maxRows={10}
            required
            withAsterisk={false}
            value={choices}
            onChange={(event) => setChoices(event.currentTarget.value)}
          />
        )}
        <Switch
          label={t('cards.required')}
          description={t('cards.requiredAbout')}
          checked={required}
          onChange={(event) => setRequired(event.currentTarget.checked)}
        />
        <FormProblem error={save.error} />
        <div className={page.acts}>
          {field !== null && (
            <Button
              variant="subtle"
              color={field.archived ? undefined : 'red'}
              mr="auto"
              loading={save.isPending}
              onClick={() => save.mutate(!field.archived)}
            >
              {t(field.archived ? 'cards.restore' : 'cards.archive')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
