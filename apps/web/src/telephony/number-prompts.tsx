import { ActionIcon, Button, NativeSelect, NumberInput, Switch } from '@mantine/core';
import { IconPlayerPlayFilled, IconPlayerStopFilled, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import mailboxes from '../mailboxes/mailboxes.module.css';
import { clockText } from '../player/clock.js';
import { takeTurns } from '../player/sounding.js';
import type { NumberSettings } from './number-form.js';
import type { NumberParts } from './number-guide.js';
import { PromptDialog } from './prompt-dialog.js';
import { promptsQuery } from './queries.js';
import css from './number.module.css';

type Name = keyof NumberSettings['prompts'];
const names: readonly Name[] = ['recorded', 'closed', 'voicemail', 'busy'];

/** What a caller hears of us: what the product brings, words that the server speaks, or a recording of one's own. */
export function NumberPrompts({ settings, onSet }: NumberParts) {
  const { t } = useTranslation();
  const prompts = useQuery(promptsQuery).data?.items ?? [];
  const [adding, setAdding] = useState<Name | null>(null);
  const choose = (name: Name, id: string | null) => onSet({ prompts: { ...settings.prompts, [name]: id } });
  return (
    <section className={mailboxes.step} aria-label={t('prompts.title')}>
      <h2>{t('prompts.title')}</h2>
      <Switch
        size="sm"
        label={t('numbers.announce')}
        description={t('numbers.announceHint')}
        checked={settings.announceRecording}
        onChange={(event) => onSet({ announceRecording: event.currentTarget.checked })}
      />
      {names
        .filter((name) => name !== 'recorded' || settings.announceRecording)
        .map((name) => {
          const offered = prompts.filter((each) => each.name === name && each.language === settings.language);
          const chosen = settings.prompts[name];
          const known = prompts.find(({ id }) => id === chosen);
          return (
            <div key={name} className={css.prompt}>
              <NativeSelect
                label={t(`prompts.name.${name}`)}
                data={[
                  { value: '', label: t('prompts.builtIn') },
                  ...[...new Set([...(known === undefined ? [] : [known]), ...offered])].map((each) => ({
                    value: each.id,
                    label: `${each.label} (${clockText(each.durationMs)})`,
                  })),
                ]}
                value={chosen ?? ''}
                onChange={(event) => choose(name, event.currentTarget.value || null)}
              />
              {chosen !== null && <Listen promptId={chosen} />}
              <Button
                size="sm"
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
                aria-label={t('prompts.addFor', { name: t(`prompts.name.${name}`) })}
                onClick={() => setAdding(name)}
              >
                {t('prompts.add')}
              </Button>
            </div>
          );
        })}
      <NumberInput
        label={t('numbers.voicemailMax')}
        style={{ maxWidth: '20rem' }}
        min={5}
        max={600}
        step={30}
        allowDecimal={false}
        value={settings.voicemailMaxSeconds}
        onChange={(seconds) => Number(seconds) > 0 && onSet({ voicemailMaxSeconds: Number(seconds) })}
      />
      {adding !== null && (
        <PromptDialog
          name={adding}
          language={settings.language}
          onClose={() => setAdding(null)}
          onMade={(id) => {
            choose(adding, id);
            setAdding(null);
          }}
        />
      )}
    </section>
  );
}

/** Plays a prompt that the server has. */
export function Listen({ promptId }: { promptId: string }) {
  const { t } = useTranslation();
  const [sound, setSound] = useState<HTMLAudioElement | null>(null);
  useEffect(() => () => sound?.pause(), [sound]);
  const toggle = () => {
    if (sound !== null) return setSound(null);
    const audio = new Audio(`/api/v1/prompts/${promptId}/audio`);
    // At its end, and when another sound begins.
    audio.onpause = () => setSound(null);
    audio.onerror = () => setSound(null);
    takeTurns(audio);
    setSound(audio);
    void audio.play().catch(() => setSound(null));
  };
  return (
    <ActionIcon
      size={36}
      variant="default"
      aria-label={t(sound === null ? 'prompts.listen' : 'prompts.stop')}
      onClick={toggle}
    >
      {sound === null ? <IconPlayerPlayFilled size={15} aria-hidden /> : <IconPlayerStopFilled size={15} aria-hidden />}
    </ActionIcon>
  );
}
