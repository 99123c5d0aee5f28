import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numberBeside, otherSide, pictured } from '../calls/call-words.js';
import type { Call } from '../calls/call.js';
import type { InHand } from '../calls/standing.js';
import { Timer } from '../calls/timer.js';
import { Person } from '../shell/person.js';
import { useMe } from '../shell/session.js';
import { Consulting } from './consulting.js';
import { useActs } from './call-control.js';
import { Keypad } from './keypad.js';
import { NotePanel } from './note-panel.js';
import { PausedRecording } from './paused-recording.js';
import css from './softphone.module.css';
import { TalkButtons, type Panel } from './talk-buttons.js';
import { TransferPanel } from './transfer-panel.js';
import { UnknownCaller } from './unknown-caller.js';

/** A call that one is in: who, how long, and everything that may be done with it. */
export function TalkBar({ spoken, all }: { spoken: InHand; all: readonly InHand[] }) {
  const { t } = useTranslation();
  const me = useMe();
  const { call, leg, standing } = spoken;
  const acts = useActs(spoken.call.id);
  const [panel, setPanel] = useState<Panel | null>(null);
  const outside = useOutsideConsulting(call.phase);
  const who = otherSide(t, call, me.id, leg?.shownName);
  const number = numberBeside(call);
  const consulted = call.consulted !== null && call.consulted.id !== me.id ? call.consulted.name : outside.name;
  const toggle = (name: Panel) => setPanel(panel === name ? null : name);
  const close = () => setPanel(null);
  return (
    <div className={css.call} data-state={standing} role="group" aria-label={t('softphone.callWith', { who })}>
      {panel !== null && (
        <div className={css.panel} role="group" aria-label={t(`softphone.panel.${panel}`)}>
          {panel === 'keypad' && <Keypad onDigit={(digits) => acts.mutate({ do: 'dtmf', digits })} />}
          {panel === 'transfer' && (
            <TransferPanel
              call={call}
              onDone={close}
              onAct={(act, name) =>
                acts.mutate(act, {
                  onSuccess: () => act.do === 'consult' && !('employeeId' in act.to) && outside.begin(name),
                })
              }
            />
          )}
          {panel === 'note' && <NotePanel call={call} onSaved={close} />}
          {panel === 'card' && <UnknownCaller call={call} />}
        </div>
      )}
      {call.recordingPaused && <PausedRecording onResume={() => acts.mutate({ do: 'resume-recording' })} />}
      {consulted !== null && (
        <Consulting
          name={consulted}
          rings={call.ringing.some(({ id }) => id === call.consulted?.id)}
          busy={acts.isPending}
          onAct={(act) => acts.mutate({ do: act }, { onSuccess: outside.end })}
        />
      )}
      <div className={css.line}>
        <Person name={pictured(call, who)} size={34} />
        <div className={css.who}>
          {call.client === null ? (
            <b>{who}</b>
          ) : (
            <Link to="/clients/$clientId" params={{ clientId: call.client.id }}>
              {who}
            </Link>
          )}
          <small>
            {[number, call.channel?.name].filter((each) => each !== null && each !== undefined).join(' · ')}
          </small>
        </div>
        <span className={css.state}>
          {standing === 'asked'
            ? t('softphone.askedBy', { name: call.talking[0]?.name ?? '' })
            : t(`softphone.state.${standing}`)}{' '}
          <Timer since={call.answeredAt ?? call.startedAt} />
        </span>
        <TalkButtons
          spoken={spoken}
          all={all}
          consulting={consulted !== null}
          panel={panel}
          onPanel={toggle}
          acts={acts}
        />
      </div>
    </div>
  );
}

/**
 * With whom outside one talks it over: the call itself names colleagues only. It begins with the client on hold and is over when the
 * client is spoken with again, whoever ended it.
 */
function useOutsideConsulting(phase: Call['phase']) {
  const [party, setParty] = useState<{ name: string; held: boolean } | null>(null);
  if (party !== null && !party.held && phase === 'held') setParty({ ...party, held: true });
  if (party !== null && party.held && phase === 'talking') setParty(null);
  return {
    name: party?.name ?? null,
    begin: (name: string) => setParty({ name, held: false }),
    end: () => setParty(null),
  };
}
