import { ActionIcon, FileButton } from '@mantine/core';
import { IconCamera, IconMicrophone, IconPaperclip, IconTemplate } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tip } from '../../shell/tip.js';
import type { ReachableNumber } from '../requests.js';
import { useCanHover } from './use-can-hover.js';

interface Props {
  number: ReachableNumber | null;
  /** Nothing but templates may be sent. */
  closed: boolean;
  recording: boolean;
  onFiles: (files: File[]) => void;
  /** @param pressed held down, as one speaks into a walkie-talkie */
  onSpeak: (pressed: boolean) => void;
  onTemplate: () => void;
  children: ReactNode;
}

/** What may go instead of words: files, a photo taken now, a voice note, a template. */
export function ChatTools({ number, closed, recording, onFiles, onSpeak, onTemplate, children }: Props) {
  const { t } = useTranslation();
  const canHover = useCanHover();
  return (
    <>
      <FileButton multiple onChange={onFiles}>
        {(button) => (
          <Tip label={t('composer.attach')}>
            <ActionIcon {...button} variant="subtle" color="gray" disabled={closed} aria-label={t('composer.attach')}>
              <IconPaperclip size={18} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Tip>
        )}
      </FileButton>
      {!canHover && (
        <FileButton accept="image/*" capture="environment" onChange={(photo) => photo && onFiles([photo])}>
          {(button) => (
            <ActionIcon {...button} variant="subtle" color="gray" disabled={closed} aria-label={t('chat.camera')}>
              <IconCamera size={19} stroke={1.7} aria-hidden />
            </ActionIcon>
          )}
        </FileButton>
      )}
      {number?.voiceNotes !== false && (
        <Tip label={t('chat.recordHint')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={closed || number === null}
            aria-label={t('chat.record')}
            aria-pressed={recording}
            onPointerDown={(event) => event.button === 0 && onSpeak(true)}
            onClick={() => onSpeak(false)}
          >
            <IconMicrophone size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
      {number?.driver === 'cloud' && (
        <Tip label={t('chat.templates')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('chat.templates')} onClick={onTemplate}>
            <IconTemplate size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
      {children}
    </>
  );
}
