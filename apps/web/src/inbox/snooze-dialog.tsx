import '../shell/mantine-dialog-css.js';
import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import page from '../shell/page.module.css';
import css from './handling.module.css';
import { localInput, snoozeTimes } from './snooze-times.js';

/** Until when it sleeps: three ready answers, or a moment of one's own. */
export function SnoozeDialog({ onSnooze, onClose }: { onSnooze: (until: string) => void; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [now] = useState(() => new Date());
  const times = snoozeTimes(now);
  const [own, setOwn] = useState(() => localInput(times.at(-1)?.at ?? now));
  const over = !(new Date(own) > now);
  const choose = (at: Date) => {
    onSnooze(at.toISOString());
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!over) choose(new Date(own));
  };
  return (
    <Modal opened onClose={onClose} title={t('handling.snoozeTitle')} size="sm">
      <p className={css.about}>{t('handling.snoozeAbout')}</p>
      <div className={css.times}>
        {times.map(({ name, at }, index) => (
          <Button
            key={name}
            variant="default"
            justify="space-between"
            rightSection={
              <span className={css.when}>
                {at.toLocaleString(i18n.language, { weekday: 'short', hour: '2-digit', minute: '2-digit' })}
              </span>
            }
            {...(index === 0 ? { 'data-autofocus': true } : {})}
            onClick={() => choose(at)}
          >
            {t(`handling.until.${name}`)}
          </Button>
        ))}
      </div>
      <form className={page.form} onSubmit={submit}>
        <TextInput
          type="datetime-local"
          label={t('handling.untilOwn')}
          value={own}
          min={localInput(now)}
          error={over ? t('handling.untilOver') : undefined}
          onChange={(event) => setOwn(event.currentTarget.value)}
        />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" disabled={over}>
            {t('handling.snooze')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
