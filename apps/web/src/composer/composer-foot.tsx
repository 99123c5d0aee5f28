import { ActionIcon, Button, FileButton } from '@mantine/core';
import { IconNote, IconPaperclip, IconSend2 } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { SlashButton } from '../responses/slash-button.js';
import { Tip } from '../shell/tip.js';
import css from './composer.module.css';
import { SendLater, type LaterWish } from './later/send-later.js';

interface Props {
  note: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  onFiles: (added: Iterable<File>) => void;
  /** Places of a ready answer that are still to be filled in. */
  left: readonly string[];
  /** A file is held over the composer. */
  over: boolean;
  ready: boolean;
  onSend: (later?: LaterWish) => void;
}

/** Below the words: what can be put to them, what is missing, and how they go. */
export function ComposerFoot({ note, field, text, onText, onFiles, left, over, ready, onSend }: Props) {
  const { t } = useTranslation();
  return (
    <footer className={css.foot}>
      {!note && (
        <FileButton multiple onChange={onFiles}>
          {(props) => (
            <Tip label={t('composer.attach')}>
              <ActionIcon {...props} variant="subtle" color="gray" size="md" aria-label={t('composer.attach')}>
                <IconPaperclip size={18} stroke={1.7} aria-hidden />
              </ActionIcon>
            </Tip>
          )}
        </FileButton>
      )}
      {!note && <SlashButton field={field} text={text} onText={onText} />}
      <span className={css.hint} data-left={left.length > 0 || undefined}>
        {left.length > 0
          ? t('composer.fillIn', { names: left.join(', ') })
          : note
            ? t('composer.noteHint')
            : over
              ? t('composer.dropHere')
              : t('composer.keys')}
      </span>
      {!note && <SendLater disabled={!ready} onSend={onSend} />}
      <Button
        size="xs"
        disabled={!ready}
        leftSection={note ? <IconNote size={16} aria-hidden /> : <IconSend2 size={16} aria-hidden />}
        onClick={() => onSend()}
      >
        {note ? t('composer.keep') : t('composer.send')}
      </Button>
    </footer>
  );
}
