import { IconPhoneCall, IconEar, IconPlayerPause, IconShieldLock, IconVolume } from '@tabler/icons-react';
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { problemText } from '../i18n/words.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay, useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import page from '../shell/page.module.css';
import { listen } from '../softphone/call-control.js';
import { listenModes } from '../softphone/listen-bar.js';
import { CallSign } from './call-sign.js';
import { numberBeside, otherSide } from './call-words.js';
import { ClientName } from './client-name.js';
import { liveCallsQuery } from './call-queries.js';
import type { Call, ListenMode } from './call.js';
import css from './calls.module.css';
import { NoCalls } from './no-calls.js';
import { Timer } from './timer.js';

/** Who speaks with whom, and since when; one's own, or everybody's whom one may see. */
export function LiveBoard() {
  const { t } = useTranslation();
  const mayBoard = useMay('calls.board');
  const query = useQuery(liveCallsQuery);
  if (query.isPending) return <RowsSkeleton rows={5} height={44} />;
  if (query.isError && query.data === undefined)
    return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  const items = query.data?.items ?? [];
  if (items.length === 0) {
    return (
      <NoCalls
        icon={IconPhoneCall}
        title={t('calls.nobodySpeaks')}
        text={t(mayBoard ? 'calls.nobodySpeaksText' : 'calls.nobodySpeaksTextOwn')}
      />
    );
  }
  return (
    <ul className={page.box} aria-label={t('calls.tab.live')}>
      {items.map((call) => (
        <LiveRow key={call.id} call={call} />
      ))}
    </ul>
  );
}

function LiveRow({ call }: { call: Call }) {
  const { t } = useTranslation();
  const me = useMe();
  const ringing = call.phase === 'ringing';
  const internal = call.direction === 'internal';
  const speaking = ringing && call.talking.length === 0 ? call.ringing : call.talking;
  // Between colleagues whoever called stands on the left, as ours.
  const ours = internal && call.employee !== null ? [call.employee] : speaking;
  const inIt = [...call.talking, ...call.listening.map(({ employee }) => employee)].some(({ id }) => id === me.id);
  const number = numberBeside(call);
  return (
    <li className={css.live} data-phase={call.phase}>
      <CallSign call={call} size={18} />
      <b className={css.ours}>{ours.length === 0 ? t('calls.nobodyYet') : ours.map(({ name }) => name).join(', ')}</b>
      <span className={css.other}>
        <ClientName
          client={call.client}
          name={otherSide(t, call, (internal ? call.employee?.id : undefined) ?? me.id)}
        />
        {number !== null && <small>{number}</small>}
      </span>
      <span className={css.phase}>
        {call.phase === 'held' && <IconPlayerPause size={14} aria-hidden />}
        {t(`calls.phase.${ringing ? (call.direction === 'inbound' ? 'ringing' : 'dialling') : call.phase}`)}{' '}
        <Timer since={call.answeredAt ?? call.startedAt} />
      </span>
      <span className={css.through}>{call.channel?.name ?? t('calls.between')}</span>
      <div className={css.liveActs}>{call.may.listen && !inIt && !ringing && <ListenActs call={call} />}</div>
      {(call.recordingPaused || call.listening.length > 0) && (
        <p className={css.remarks}>
          {call.recordingPaused && (
            <span data-paused>
              <IconShieldLock size={14} aria-hidden /> {t('calls.recordingPaused')}
            </span>
          )}
          {call.listening.map(({ employee, mode }) => (
            <span key={employee.id}>
              {mode === 'listen' ? <IconEar size={14} aria-hidden /> : <IconVolume size={14} aria-hidden />}
              {t(`calls.listener.${mode}`, { name: employee.name })}
            </span>
          ))}
        </p>
      )}
    </li>
  );
}

function ListenActs({ call }: { call: Call }) {
  const { t } = useTranslation();
  const begin = useMutation({
    mutationFn: (mode: ListenMode) => listen(call.id, mode),
    onError: (error) => toast.bad(problemText(t, error)),
  });
  const name = call.talking.map((each) => each.name).join(', ');
  return (
    <>
      {listenModes.map((mode) => (
        <Button
          key={mode}
          size="compact-xs"
          variant={mode === 'listen' ? 'light' : 'subtle'}
          disabled={begin.isPending}
          aria-label={t(`calls.listenTo.${mode}`, { name })}
          title={t(`calls.listenHint.${mode}`)}
          onClick={() => begin.mutate(mode)}
        >
          {t(`softphone.mode.${mode}`)}
        </Button>
      ))}
    </>
  );
}
