import { ActionIcon } from '@mantine/core';
import { IconMessageBolt } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Tip } from '../shell/tip.js';

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onText: (text: string) => void;
  disabled?: boolean;
}

/** Types the slash that offers words kept ready, for whoever does not know of it or has no keyboard. */
export function SlashButton({ field, text, onText, disabled = false }: Props) {
  const { t } = useTranslation();
  const type = () => {
    const caret = field.current?.selectionStart ?? text.length;
    const before = text.slice(0, caret);
    const slash = before === '' || /\s$/u.test(before) ? '/' : ' /';
    onText(before + slash + text.slice(caret));
    window.setTimeout(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caret + slash.length, caret + slash.length);
    }, 0);
  };
  return (
    <Tip label={t('composer.ready')}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="md"
        disabled={disabled}
        aria-label={t('composer.ready')}
        onClick={type}
      >
        <IconMessageBolt size={18} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tip>
  );
}
