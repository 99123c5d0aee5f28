import { Button, Modal, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { languages } from '../i18n/language.js';
import { clockText } from '../player/clock.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { Listen } from './number-prompts.js';
import { sendPrompt } from './send-prompt.js';
import css from './number.module.css';
import telephony from './telephony.module.css';
import { promptSound } from './wav.js';

type Prompt = Schemas['Prompt'];

interface Props {
  name: Exclude<Prompt['name'], 'refused'>;
  language: Prompt['language'];
  onClose: () => void;
  onMade: (promptId: string) => void;
}

interface Sound {
  label: string;
  wav: ArrayBuffer;
  sound: AudioBuffer;
}

/** Something new for callers to hear: listened to before it is used. */
export function PromptDialog({ name, language, onClose, onMade }: Props) {
  const { t } = useTranslation();
  const [way, setWay] = useState<'speak' | 'upload'>('speak');
  return (
    <Modal opened onClose={onClose} title={t(`prompts.name.${name}`)} size="lg">
      <div className={page.form}>
        <SegmentedControl
          value={way}
          onChange={(value) => setWay(value)}
          data={[
            { value: 'speak', label: t('prompts.speak') },
            { value: 'upload', label: t('prompts.upload') },
          ]}
        />
        <p className={telephony.dim}>{t('prompts.inLanguage', { language: languages[language] })}</p>
        {way === 'speak' ? (
          <Speak name={name} language={language} onMade={onMade} />
        ) : (
          <Upload name={name} language={language} onMade={onMade} />
        )}
      </div>
    </Modal>
  );
}

type WayProps = Omit<Props, 'onClose'>;
/** React passes a submit in a dialogue on to the form that opened it, wherever the dialogue is drawn: the number would be saved. */
function own(event: FormEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

const refresh = () => queryClient.invalidateQueries({ queryKey: keys.prompts });

function Speak({ name, language, onMade }: WayProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const speak = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/prompts/speak', {
          body: { name, language, label: text.trim().slice(0, 60), text: text.trim() },
        }),
      ),
    onSuccess: refresh,
  });
  const submit = (event: FormEvent) => {
    own(event);
    speak.mutate();
  };
  return (
    <form className={page.form} onSubmit={submit}>
      <Textarea
        name="text"
        label={t('prompts.text')}
        description={t('prompts.textHint')}
        required
        withAsterisk={false}
        data-autofocus
        rows={4}
        maxLength={1_000}
        placeholder={t(`prompts.example.${name}`)}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          speak.reset();
        }}
      />
      <FormProblem error={speak.error} />
      {speak.data !== undefined && <Heard prompt={speak.data} />}
      <div className={page.acts}>
        <Button
          type="submit"
          variant={speak.data === undefined ? 'filled' : 'default'}
          loading={speak.isPending}
          disabled={text.trim() === ''}
        >
          {t(speak.data === undefined ? 'prompts.say' : 'prompts.sayAgain')}
        </Button>
        {speak.data !== undefined && <Button onClick={() => onMade(speak.data.id)}>{t('prompts.use')}</Button>}
      </div>
    </form>
  );
}

function Heard({ prompt }: { prompt: Prompt }) {
  const { t } = useTranslation();
  return (
    <div className={css.heard} role="status">
      <Listen promptId={prompt.id} />
      <span>{t('prompts.made', { length: clockText(prompt.durationMs) })}</span>
    </div>
  );
}

/** The file is made what the telephone wants here, so that any recording of a phone or program will do. */
function Upload({ name, language, onMade }: WayProps) {
  const { t } = useTranslation();
  const [sound, setSound] = useState<Sound | null>(null);
  const [label, setLabel] = useState('');
  const [unreadable, setUnreadable] = useState(false);
  const send = useMutation({
    mutationFn: (chosen: Sound) => sendPrompt({ name, language, label: label.trim() || chosen.label }, chosen.wav),
    onSuccess: async (prompt) => {
      await refresh();
      onMade(prompt.id);
    },
  });
  const chosen = async (file: File | undefined) => {
    setUnreadable(false);
    setSound(null);
    if (file === undefined) return;
    try {
      setSound({ label: file.name.replace(/\.[^.]+$/, ''), ...(await promptSound(file)) });
    } catch {
      setUnreadable(true);
    }
  };
  const listen = () => {
    if (sound === null) return;
    const context = new AudioContext();
    const source = context.createBufferSource();
    source.buffer = sound.sound;
    source.connect(context.destination);
    source.onended = () => void context.close();
    source.start();
  };
  return (
    <form
      className={page.form}
      onSubmit={(event) => {
        own(event);
        if (sound !== null) send.mutate(sound);
      }}
    >
      <label className={css.file}>
        {t('prompts.file')}
        <input type="file" accept="audio/*,.wav" onChange={(event) => void chosen(event.currentTarget.files?.[0])} />
        <small>{t('prompts.fileHint')}</small>
      </label>
      {unreadable && (
        <p className={css.bad} role="alert">
          {t('prompts.unreadable')}
        </p>
      )}
      {sound !== null && (
        <>
          <TextInput
            name="label"
            label={t('prompts.label')}
            maxLength={200}
            placeholder={sound.label}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <div className={css.heard}>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlayerPlayFilled size={13} aria-hidden />}
              onClick={listen}
            >
              {t('prompts.listen')}
            </Button>
            <span>{t('prompts.made', { length: clockText(sound.sound.duration * 1_000) })}</span>
          </div>
        </>
      )}
      <FormProblem error={send.error} />
      <div className={page.acts}>
        <Button type="submit" loading={send.isPending} disabled={sound === null}>
          {t('prompts.use')}
        </Button>
      </div>
    </form>
  );
}
