import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import { holidaysChanged } from './queries.js';
import { WhichChannels } from './which-channels.js';

interface Props {
  /** null: a new one. */
  holiday: Schemas['Holiday'] | null;
  onClose: () => void;
}

/** One day, or several in a row. */
export function HolidayDialog({ holiday, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(holiday?.name ?? '');
  const [firstDay, setFirstDay] = useState(holiday?.firstDay ?? '');
  const [lastDay, setLastDay] = useState(holiday?.lastDay ?? '');
  const [yearly, setYearly] = useState(holiday?.yearly ?? false);
  const [channelIds, setChannelIds] = useState(holiday?.channels?.map(({ id }) => id) ?? null);
  const save = useMutation({
    mutationFn: async () => {
      const facts = { name: name.trim(), firstDay, lastDay: lastDay || firstDay, yearly };
      if (holiday === null) await take(api.POST('/api/v1/holidays', { body: { items: [facts], channelIds } }));
      else
        await take(
          api.PUT('/api/v1/holidays/{id}', { params: { path: { id: holiday.id } }, body: { ...facts, channelIds } }),
        );
    },
    onSuccess: () => {
      holidaysChanged();
      toast.ok(t('holidays.saved'));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={holiday === null ? t('holidays.add') : holiday.name}>
      <form
        className={page.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          name="name"
          data-autofocus
          required
          label={t('holidays.name')}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={page.pair}>
          <TextInput
            name="firstDay"
            type="date"
            required
            label={t('holidays.firstDay')}
            value={firstDay}
            onChange={(event) => setFirstDay(event.currentTarget.value)}
          />
          <TextInput
            name="lastDay"
            type="date"
            label={t('holidays.lastDay')}
            description={t('holidays.lastDayHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={firstDay}
            value={lastDay}
            onChange={(event) => setLastDay(event.currentTarget.value)}
          />
        </div>
        <Checkbox
          label={t('holidays.everyYear')}
          checked={yearly}
          onChange={(event) => setYearly(event.currentTarget.checked)}
        />
        <WhichChannels chosen={channelIds} onChoose={setChannelIds} />
        <FormProblem error={save.error} />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={channelIds?.length === 0}>
            {t('act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
