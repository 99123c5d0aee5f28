import { Button } from '@mantine/core';
import { IconAlertTriangle, IconForms } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { codeText } from '../i18n/words.js';
import { clockText } from '../player/clock.js';
import { useMe } from '../shell/session.js';
import { remember } from '../softphone/after-calls.js';
import { CallSign } from './call-sign.js';
import { lineText, numberBeside, otherSide } from './call-words.js';
import type { Call } from './call.js';
import css from './calls.module.css';
import { ClientName } from './client-name.js';
import { Player } from '../player/player.js';

/** A call of the log; its recording opens under it. */
export function CallRow({ call }: { call: Call }) {
  const { t } = useTranslation();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const lost = call.missing !== null && call.missing !== 'call.nothing-said';
  return (
    <li className={css.row}>
      <CallSign call={call} size={18} />
      <div className={css.rowWho}>
        <span>
          <ClientName client={call.client} name={otherSide(t, call, me.id)} />
          {numberBeside(call) !== null && <small>{numberBeside(call)}</small>}
        </span>
        <small>
          {lineText(t, call)}
          {call.refusedCode !== null && `: ${codeText(t, call.refusedCode)}`}
          {call.channel !== null && ` · ${call.channel.name}`}
        </small>
      </div>
      <span className={css.rowEmployee}>{call.employee?.name}</span>
      <span className={css.length}>
        {call.durationMs !== null && call.durationMs > 0 && clockText(call.durationMs)}
        {call.waitMs !== null && call.direction === 'inbound' && (
          <small>{t('calls.waited', { time: clockText(call.waitMs) })}</small>
        )}
      </span>
      <span className={css.rowActs}>
        {call.form.due && call.may.form && (
          <Button
            size="compact-xs"
            variant="light"
            leftSection={<IconForms size={14} aria-hidden />}
            onClick={() => remember(call.id)}
          >
            {t('calls.fillIn')}
          </Button>
        )}
        {lost && (
          <span className={css.lost} title={codeText(t, call.missing ?? '')}>
            <IconAlertTriangle size={14} aria-hidden /> {t('calls.noRecording')}
          </span>
        )}
        {call.recordingId !== null && (
          <Button size="compact-xs" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? 'calls.foldRecording' : 'calls.hear')}
          </Button>
        )}
      </span>
      <Moment at={call.startedAt} className={css.when} />
      {open && call.recordingId !== null && (
        <div className={css.below}>
          <Player recordingId={call.recordingId} />
        </div>
      )}
    </li>
  );
}
