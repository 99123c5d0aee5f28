import { ActionIcon, Button, Loader } from '@mantine/core';
import { IconMicrophoneOff, IconPlayerStopFilled, IconSend2, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { upload } from '../../api/uploads.js';
import { clockText } from '../../player/clock.js';
import { hush } from '../../player/sounding.js';
import { FormProblem } from '../../shell/form-problem.js';
import { browserOf } from '../../softphone/browser.js';
import type { MicrophoneTrouble } from '../../softphone/microphone.js';
import { VoiceNote } from '../voice-note.js';
import css from './voice-panel.module.css';
import { useVoiceRecorder } from './use-voice-recorder.js';

interface Props {
  /** It began with a press on the microphone that may last: letting go ends the recording. */
  held: boolean;
  onRecording: (is: boolean) => void;
  onSend: (note: Schemas['Upload']) => void;
  /** Once more from the beginning: the microphone was refused and is allowed now. */
  onAgain: () => void;
  onClose: () => void;
}

/** So long a press is a hold: letting go ends the recording. A shorter one was a click. */
const holdMs = 500;

/** A voice note: recorded, listened to, and only then sent. */
export function VoicePanel({ held, onRecording, onSend, onAgain, onClose }: Props) {
  const { t } = useTranslation();
  const { phase, ms, level, finish } = useVoiceRecorder();
  const opened = useRef(0);
  const bin = useRef<HTMLButtonElement>(null);
  const leaving = useRef<AbortController | null>(null);
  const recording = phase.is === 'recording';
  const send = useMutation({
    mutationFn: (file: File) => {
      leaving.current = new AbortController();
      return upload(file, () => undefined, leaving.current.signal);
    },
  });

  useEffect(() => {
    onRecording(recording);
    return () => onRecording(false);
  }, [recording, onRecording]);
  useEffect(() => {
    hush();
    return () => leaving.current?.abort();
  }, []);
  useEffect(() => {
    if (phase.is === 'asking' || phase.is === 'making' || phase.is === 'broken') bin.current?.focus();
  }, [phase.is]);
  useEffect(() => {
    if (!held) return;
    opened.current = Date.now();
    const released = () => Date.now() - opened.current > holdMs && finish();
    window.addEventListener('pointerup', released, { once: true });
    return () => window.removeEventListener('pointerup', released);
  }, [finish, held]);

  if (phase.is === 'away') return <NoMicrophone trouble={phase.trouble} onAgain={onAgain} onClose={onClose} />;
  return (
    <section
      className={css.voice}
      aria-label={t('chat.voiceNote')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <ActionIcon ref={bin} variant="subtle" color="gray" size="lg" aria-label={t('chat.dropVoice')} onClick={onClose}>
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
      {phase.is === 'ready' ? (
        <>
          <VoiceNote
            source={phase.note.url}
            durationMs={phase.note.durationMs}
            waveform={phase.note.waveform}
            label={t('chat.listenFirst')}
            fileName={null}
          />
          <Button
            size="xs"
            autoFocus
            loading={send.isPending}
            leftSection={<IconSend2 size={16} aria-hidden />}
            onClick={() => {
              // Of this call, not of the mutation: whoever throws the note away meanwhile has not sent it.
              send.mutate(phase.note.file, { onSuccess: onSend });
            }}
          >
            {t('chat.sendVoice')}
          </Button>
          <FormProblem error={send.error} />
        </>
      ) : phase.is === 'broken' ? (
        <p className={css.say} role="alert">
          {t('chat.voiceBroken')}
        </p>
      ) : (
        <>
          <span className={css.live} role="status">
            {recording ? <i aria-hidden /> : <Loader size={14} color="gray" />}
            {t(recording ? 'chat.recording' : phase.is === 'making' ? 'chat.making' : 'chat.askingMicrophone')}
          </span>
          {recording && (
            <>
              <b className={css.clock}>{clockText(ms)}</b>
              <span className={css.meter} aria-hidden>
                <span style={{ width: `${Math.round(level * 100)}%` }} />
              </span>
              <Button
                size="xs"
                autoFocus
                variant="default"
                leftSection={<IconPlayerStopFilled size={15} aria-hidden />}
                onClick={finish}
              >
                {t('chat.stopVoice')}
              </Button>
            </>
          )}
        </>
      )}
    </section>
  );
}

/** Why one cannot be heard, and what to do about it in this very browser. */
function NoMicrophone({
  trouble,
  onAgain,
  onClose,
}: {
  trouble: MicrophoneTrouble;
  onAgain: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <section className={css.away} role="alert">
      <IconMicrophoneOff size={20} aria-hidden />
      <div>
        <b>{t(`softphone.microphone.${trouble}`)}</b>
        <p>
          {trouble === 'refused'
            ? t(`softphone.allowIn.${browserOf(navigator.userAgent)}`)
            : t(`softphone.microphoneAdvice.${trouble}`)}
        </p>
        {trouble !== 'insecure' && (
          <Button size="compact-sm" variant="default" autoFocus onClick={onAgain}>
            {t('act.retry')}
          </Button>
        )}{' '}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onClose}>
          {t('act.cancel')}
        </Button>
      </div>
    </section>
  );
}
