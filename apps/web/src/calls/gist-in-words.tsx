import { useTranslation } from 'react-i18next';
import { clockText } from '../player/clock.js';
import { lineText } from './call-words.js';
import { outcomeOf } from './call-facts.js';
import type { GistParts } from './gist.js';

/** "Missed call · waited 0:25", "Incoming call · 3:12 · Anna Kovalenko" */
export function GistInWords({ direction, kind, call }: GistParts) {
  const { t } = useTranslation();
  const outcome = outcomeOf(kind, call);
  const parts = [
    lineText(t, { direction, outcome }),
    call?.durationMs ? clockText(call.durationMs) : null,
    call !== null && outcome === 'missed' ? t('calls.waited', { time: clockText(call.waitMs) }) : null,
    ...(call?.employees.map(({ name }) => name) ?? []),
  ];
  return <>{parts.filter((part) => part !== null).join(' · ')}</>;
}
