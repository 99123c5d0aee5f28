import type { Schemas } from '../api/client.js';
import { useTranslation } from 'react-i18next';
import { clockText } from '../player/clock.js';
import { plainOf } from './formatting.js';

interface Props {
  message: Schemas['LastMessage'];
  snippet: string;
}

/** The last message of a chat on one line: its words, or what it is ("Voice note · 0:14"). */
export function LastMessage({ message, snippet }: Props) {
  const { t } = useTranslation();
  const words = plainOf(snippet);
  if (message.kind === 'text' && !message.revoked) return <>{words}</>;
  const parts = [
    message.revoked ? t('chat.deleted') : null,
    message.kind === 'text' ? null : t(`chat.kind.${message.kind}`),
    message.durationMs === null ? null : clockText(message.durationMs),
    words === '' ? null : words,
  ];
  return <>{parts.filter((part) => part !== null).join(' · ')}</>;
}
