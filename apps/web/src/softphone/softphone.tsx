import './softphone-css.js';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { liveCallsQuery, telephonyQuery } from '../calls/call-queries.js';
import { askForSoftphone } from '../calls/call-requests.js';
import { inHand, type InHand } from '../calls/standing.js';
import { useMe } from '../shell/session.js';
import { remember, useAfterCalls } from './after-calls.js';
import { AfterCall } from './after-call.js';
import { BareLeg } from './bare-leg.js';
import { useCallsForAttention } from './attention.js';
import { useDialPad } from './dial-pad-wanted.js';
import { IdleBar } from './idle-bar.js';
import { Incoming } from './incoming.js';
import { ListenBar } from './listen-bar.js';
import { MicrophoneHelp } from './microphone-help.js';
import { startPhone, usePhone } from './phone.js';
import type { LegView } from './phone-view.js';
import css from './softphone.module.css';
import { TalkBar } from './talk-bar.js';
import { usePhoneKeys } from './use-phone-keys.js';

const DialPad = lazy(async () => ({ default: (await import('./dial-pad.js')).DialPad }));

/** The telephone of the page: a bar that stays while one moves about, and the card of whoever calls. */
export function Softphone() {
  const { t } = useTranslation();
  const me = useMe();
  const { data: telephony } = useQuery(telephonyQuery);
  // The first page that asks gets an extension; where there is no engine and nobody has one, there is nothing to show.
  const mine = telephony?.myExtension ?? null;
  const has = mine !== null || telephony?.engine.state === 'up';
  useEffect(() => (has ? startPhone(askForSoftphone) : undefined), [has]);

  const phone = usePhone();
  const { data: live } = useQuery({ ...liveCallsQuery, enabled: has });
  const hand = inHand(live?.items ?? [], me.id, phone.legs);
  const ringing = hand.filter(({ standing }) => standing === 'rings');
  const spoken = hand.filter(({ standing }) => standing !== 'rings');
  const after = useAfterCalls().filter((id) => !hand.some(({ call }) => call.id === id));
  const dialling = useDialPad();
  useNewsOfLegs(phone.legs);
  useRemembered(spoken);
  useCallsForAttention(ringing, spoken.length > 0);
  usePhoneKeys(hand);
  useAskBeforeLeaving(phone.line !== 'elsewhere' && phone.legs.some(({ state }) => state === 'talking'));

  if (!has) return null;
  return (
    <section className={css.phone} aria-label={t('softphone.label')}>
      {ringing.length > 0 && (
        <div className={css.pops}>
          {ringing.map((each) => (
            <Incoming key={each.call.id} incoming={each} all={hand} />
          ))}
        </div>
      )}
      {phone.microphone !== null && <MicrophoneHelp trouble={phone.microphone} />}
      {spoken.map((each) =>
        each.standing === 'listens' ? (
          <ListenBar key={each.call.id} listening={each} />
        ) : (
          <TalkBar key={each.call.id} spoken={each} all={hand} />
        ),
      )}
      {phone.legs
        .filter(({ id }) => !hand.some(({ leg }) => leg?.id === id))
        .map((leg) => (
          <BareLeg key={leg.id} leg={leg} />
        ))}
      {after.map((id, index) => (
        <AfterCall key={id} callId={id} open={index === 0 && spoken.length === 0} waiting={after.length - 1} />
      ))}
      {spoken.length === 0 && (
        <IdleBar number={mine?.number ?? phone.extension} devices={mine?.devices ?? []} phone={phone} />
      )}
      <Suspense>{dialling !== null && <DialPad begun={dialling} />}</Suspense>
    </section>
  );
}

/** The line knows of a call before the live socket says so: look at once. */
function useNewsOfLegs(legs: readonly LegView[]): void {
  const known = legs.map(({ callId, state }) => `${callId} ${state}`).join();
  const before = useRef(known);
  useEffect(() => {
    if (before.current === known) return;
    before.current = known;
    void queryClient.invalidateQueries({ queryKey: keys.liveCalls });
  }, [known]);
}

/** Whoever closes the tab has left the call that is spoken in it: the browser asks first. */
function useAskBeforeLeaving(speaking: boolean): void {
  useEffect(() => {
    if (!speaking) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [speaking]);
}

/** What was spoken here may want a form when it is over. */
function useRemembered(spoken: readonly InHand[]): void {
  const ids = spoken
    .filter(({ standing }) => standing === 'talks' || standing === 'holds')
    .map(({ call }) => call.id)
    .join();
  useEffect(() => {
    for (const id of ids.split(',').filter((each) => each !== '')) remember(id);
  }, [ids]);
}
