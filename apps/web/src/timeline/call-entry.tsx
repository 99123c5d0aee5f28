import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { lineOfInteraction } from '../calls/call-facts.js';
import { CallSign } from '../calls/call-sign.js';
import { lineText } from '../calls/call-words.js';
import { Player } from '../player/player.js';
import { Moment } from '../i18n/moment.js';
import { codeText } from '../i18n/words.js';
import { clockText } from '../player/clock.js';
import css from './call-entry.module.css';

/** What a player shows on its line is not said twice; that somebody listened is the journal's. */
const told = ['transfer', 'conference', 'recording-paused'] as const;

/** A call on the timeline: what became of it, how long, who, and its sound. */
export function CallEntry({ interaction }: { interaction: Schemas['Interaction'] }) {
  const { t } = useTranslation();
  const facts = interaction.call;
  const call = lineOfInteraction(interaction);
  const people = facts?.employees.map(({ name }) => name) ?? [];
  const who = people.length > 0 ? people.join(', ') : interaction.employee?.name;
  const lost = facts?.missing !== null && facts?.missing !== undefined && facts.missing !== 'call.nothing-said';
  return (
    <article className={css.call} data-kind={interaction.kind}>
      <header>
        <CallSign call={call} />
        <b>{lineText(t, call)}</b>
        {facts !== null && facts.durationMs !== null && facts.durationMs > 0 && (
          <span className={css.length}>{clockText(facts.durationMs)}</span>
        )}
        {who !== undefined && <span className={css.people}>{who}</span>}
        {facts !== null && call.outcome === 'missed' && (
          <span>{t('calls.waited', { time: clockText(facts.waitMs) })}</span>
        )}
        {told
          .filter((mark) => facts?.marks.some(({ is }) => is === mark))
          .map((mark) => (
            <span key={mark} className={css.mark}>
              {t(`calls.mark.${mark}`)}
            </span>
          ))}
        {facts?.cut === true && <span className={css.cut}>{t('calls.cut')}</span>}
        {lost && (
          <span className={css.cut} title={codeText(t, facts.missing ?? '')}>
            <IconAlertTriangle size={13} aria-hidden /> {t('calls.noRecording')}
          </span>
        )}
        <Moment at={interaction.occurredAt} as="inDay" />
      </header>
      {interaction.recordingId !== null && <Player recordingId={interaction.recordingId} />}
    </article>
  );
}
