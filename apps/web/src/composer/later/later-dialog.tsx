import '../../shell/mantine-dialog-css.js';
import '../../shell/mantine-field-css.js';
import { Button, Modal, Switch, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import page from '../../shell/page.module.css';
import css from './later.module.css';
import type { LaterWish } from './send-later.js';
import { fieldTime, usualTimes } from './times.js';

interface Props {
  /** When it goes as things stand; nothing: it is being written. */
  now?: LaterWish;
  onChoose: (wish: LaterWish) => void;
  onClose: () => void;
}

/** When an answer goes: a usual time by one press, or any other. */
export function LaterDialog({ now, onChoose, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [opened] = useState(() => new Date());
  const [hold, setHold] = useState(now?.holdIfWritten ?? true);
  const [own, setOwn] = useState(
    fieldTime(now === undefined ? (usualTimes(opened)[0]?.at ?? opened) : new Date(now.at)),
  );
  const [past, setPast] = useState(false);
  const choose = (at: Date) => onChoose({ at: at.toISOString(), holdIfWritten: hold });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = new Date(own);
    if (Number.isNaN(at.getTime()) || at.getTime() <= Date.now()) return setPast(true);
    choose(at);
  };
  return (
    <Modal opened onClose={onClose} size="sm" title={t('later.title')}>
      <form className={page.form} onSubmit={submit}>
        <Switch label={t('later.hold')} checked={hold} onChange={(event) => setHold(event.currentTarget.checked)} />
        <div className={css.usual}>
          {usualTimes(opened).map(({ name, at }) => (
            <Button key={name} variant="default" justify="space-between" fullWidth onClick={() => choose(at)}>
              <span>{t(`later.usual.${name}`)}</span>
              <small>
                {at.toLocaleString(i18n.language, {
                  ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
                })}
              </small>
            </Button>
          ))}
        </div>
        <TextInput
          type="datetime-local"
          label={t('later.own')}
          required
          withAsterisk={false}
          min={fieldTime(opened)}
          value={own}
          error={past ? t('later.past') : null}
          onChange={(event) => {
            setPast(false);
            setOwn(event.currentTarget.value);
          }}
        />
        <div className={page.acts}>
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit">{t(now === undefined ? 'later.put' : 'act.save')}</Button>
        </div>
      </form>
    </Modal>
  );
}
