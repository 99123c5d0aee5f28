import { Button, Modal, NativeSelect, Switch, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconRobot } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { OpeningFields } from '../hours/opening-fields.js';
import { currentLanguage } from '../i18n/i18n.js';
import { languages, type Language } from '../i18n/language.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { toast } from '../shell/toast.js';
import css from './routing.module.css';
import { usualText } from './usual-text.js';

type Hours = Schemas['ChannelHours'];
type AfterHours = NonNullable<Hours['afterHours']>;

interface Props {
  hours: Hours;
  /** Of the other channels, whose holidays can be taken over. */
  all: readonly Hours[];
  onClose: () => void;
}

/** When a mailbox or a WhatsApp number is open, and what is told when it is not. */
export function HoursDialog({ hours, all, onClose }: Props) {
  const { t } = useTranslation();
  const [opening, setOpening] = useState(hours.opening);
  const [afterHours, setAfterHours] = useState<AfterHours>(() => {
    const { enabled = false, language = currentLanguage(), text = '' } = hours.afterHours ?? {};
    return text === ''
      ? { enabled, language: currentLanguage(), text: usualText[currentLanguage()] }
      : { enabled, language, text };
  });
  const body = { opening, afterHours };
  const save = useMutation({
    mutationFn: () => take(api.PUT('/api/v1/channel-hours/{id}', { params: { path: { id: hours.channel.id } }, body })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.channelHours });
      toast.ok(t('routing.hoursSaved'));
      onClose();
    },
  });
  const speak = (language: Language) => {
    // Words that nobody changed are said in the new language.
    const untouched = afterHours.text.trim() === '' || afterHours.text === usualText[afterHours.language];
    setAfterHours({ ...afterHours, language, text: untouched ? usualText[language] : afterHours.text });
  };
  const withHolidays = all.filter(
    ({ channel, opening: { holidays } }) => channel.id !== hours.channel.id && holidays.length > 0,
  );
  return (
    <Modal opened onClose={onClose} title={t('routing.hoursOf', { name: hours.channel.name })} size="xl">
      <form
        className={page.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <OpeningFields
          opening={opening}
          onSet={(change) => setOpening({ ...opening, ...change })}
          below={
            withHolidays.length > 0 && (
              <NativeSelect
                size="xs"
                maw="20rem"
                aria-label={t('routing.takeHolidays')}
                value=""
                data={[
                  { value: '', label: t('routing.takeHolidays') },
                  ...withHolidays.map(({ channel }) => ({ value: channel.id, label: channel.name })),
                ]}
                onChange={(event) => {
                  const from = withHolidays.find(({ channel }) => channel.id === event.currentTarget.value);
                  const taken = from?.opening.holidays ?? [];
                  setOpening({ ...opening, holidays: [...new Set([...opening.holidays, ...taken])].sort() });
                }}
              />
            )
          }
        />
        <Switch
          label={t('routing.answerAfter')}
          description={t('routing.answerAfterHint')}
          checked={afterHours.enabled}
          onChange={(event) => setAfterHours({ ...afterHours, enabled: event.currentTarget.checked })}
        />
        {afterHours.enabled && (
          <>
            <NativeSelect
              maw="20rem"
              label={t('routing.language')}
              data={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] }))}
              value={afterHours.language}
              onChange={(event) => speak(event.currentTarget.value as Language)}
            />
            <Textarea
              name="afterHours.text"
              label={t('routing.text')}
              description={t('routing.textHint')}
              autosize
              required
              minRows={3}
              maxRows={10}
              maxLength={2_000}
              lang={afterHours.language}
              value={afterHours.text}
              onChange={(event) => setAfterHours({ ...afterHours, text: event.currentTarget.value })}
            />
            <Preview body={{ ...body, channelId: hours.channel.id }} />
          </>
        )}
        <FormProblem error={save.error} />
        <div className={page.acts}>
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

/** As the client will read it, by the hours that stand above. */
function Preview({ body }: { body: Schemas['NewChannelHours'] & { channelId: string } }) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(body, 300);
  const { data } = useQuery({
    queryKey: keys.hoursPreview(asked),
    queryFn: () => take(api.POST('/api/v1/channel-hours/preview', { body: asked })),
    enabled: asked.afterHours.text.trim() !== '',
    placeholderData: keepPreviousData,
  });
  if (data === undefined) return null;
  return (
    <figure className={css.preview}>
      <figcaption>
        <IconRobot size={14} aria-hidden />
        {t('routing.preview')}
      </figcaption>
      <blockquote lang={asked.afterHours.language} dir="auto">
        {data.text}
      </blockquote>
    </figure>
  );
}
