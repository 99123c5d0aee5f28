import { useSyncExternalStore } from 'react';
import { asProblem } from '../api/problem.js';
import { pauseBefore } from './back-off.js';
import { Expected } from './expected.js';
import { MicrophoneAway, type MicrophoneTrouble } from './microphone.js';
import { asSeenElsewhere, noPhone, type LegAct, type PhoneView, type TabMessage } from './phone-view.js';
import type { SipLeg } from './sip-leg.js';
import { rememberSpoken, spokenBefore } from './spoken-before.js';
import type { LineCredentials, SipLine } from './sip-line.js';
import { lineMoves, moved, type LineState } from './states.js';
import { joinTabs, tabsCanShare, type Tab } from './tab.js';

/** Asks the server for a place at the engine. @throws Problem */
export type AskForLine = () => Promise<LineCredentials & { deviceId: string; extension: string }>;

let phone: PhoneView = noPhone;
let tab: Tab | null = null;
let askForLine: AskForLine | null = null;
let line: SipLine | null = null;
let legs: readonly SipLeg[] = [];
let timer: number | undefined;
let failures = 0;
/** Grows whenever the line is begun or ended: what an older one still answers is of no interest. */
let turn = 0;
const expected = new Expected();
const listeners = new Set<() => void>();

const isPhone = (): boolean => phone.line !== 'off' && phone.line !== 'elsewhere';

function show(change: Partial<PhoneView>): void {
  phone = { ...phone, ...change };
  for (const listener of listeners) listener();
  if (isPhone()) say({ is: 'phone', phone });
}

const say = (message: TabMessage): void => tab?.say(message);

function become(state: LineState, change: Partial<PhoneView> = {}): void {
  show({ ...change, line: state === phone.line ? state : moved(lineMoves, phone.line, state) });
}

const showLegs = (): void =>
  show({
    legs: legs.map(({ id, callId, purpose, state, muted, shownName }) => ({
      id,
      callId,
      purpose,
      state,
      muted,
      shownName,
    })),
  });

// The line ------------------------------------------------------------------------------------------------------------

function again(): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void connect(), pauseBefore(failures++, Math.random()));
}

async function connect(): Promise<void> {
  window.clearTimeout(timer);
  const mine = turn;
  const isOld = () => mine !== turn;
  try {
    line ??= await open();
    if (isOld()) return;
    await line.connect();
    if (isOld()) return;
    failures = 0;
    become('ready', { code: null });
  } catch (error) {
    if (isOld()) return;
    const problem = asProblem(error);
    const forgotten = error instanceof Error && 'isForgotten' in error && error.isForgotten === true;
    // The password is of one session of the engine: a new one is asked for, but never over the head of a call that is on.
    if (forgotten && legs.length === 0) dropLine();
    if (problem.status >= 400 && problem.status < 500 && problem.code !== 'telephony.engine-away') {
      dropLine();
      return become('refused', { code: problem.code });
    }
    become('lost', { code: problem.code === 'network' ? null : problem.code });
    again();
  }
}

async function open(): Promise<SipLine> {
  if (askForLine === null) throw new Error('the phone was not started');
  const [{ deviceId, extension, ...credentials }, { SipLine: Line }] = await Promise.all([
    askForLine(),
    import('./sip-line.js'),
  ]);
  show({ deviceId, extension });
  return new Line(credentials, { onLost: lost, onInvitation: invited, onLegChange: legChanged });
}

function lost(): void {
  become('lost');
  again();
}

function dropLine(): void {
  void line?.close();
  line = null;
  legs = [];
}

function endLine(state: 'off' | 'elsewhere'): void {
  turn += 1;
  window.clearTimeout(timer);
  dropLine();
  become(state, { legs: [], deviceId: null, code: null, microphone: null });
}

/** The tab is going away, and may be back in a moment: then it goes on with what it spoke in. */
function goingAway(): void {
  rememberSpoken(
    legs.flatMap(({ state, callId, purpose }) => (state === 'talking' && purpose !== 'listen' ? (callId ?? []) : [])),
  );
  legs.forEach((leg) => leg.leavePage());
}

function networkIsBack(): void {
  if (phone.line !== 'lost') return;
  failures = 0;
  void connect();
}

// Calls on it ---------------------------------------------------------------------------------------------------------

function invited(leg: SipLeg): void {
  legs = [...legs, leg];
  showLegs();
  const decide = () => {
    if (expected.verdict(leg.purpose, leg.callId, decide) === 'answer') void answer(leg);
  };
  decide();
}

function legChanged(leg: SipLeg): void {
  if (leg.state === 'ended') legs = legs.filter((each) => each !== leg);
  showLegs();
}

async function answer(leg: SipLeg): Promise<void> {
  show({ microphone: null });
  try {
    await leg.answer(leg.purpose === 'listen');
  } catch (error) {
    if (error instanceof MicrophoneAway) show({ microphone: error.trouble });
  }
}

function work(legId: string, act: LegAct): void {
  const leg = legs.find((each) => each.id === legId);
  if (leg === undefined) return;
  switch (act) {
    case 'answer':
      return void answer(leg);
    case 'decline':
      return leg.decline();
    case 'leave':
      return leg.hangUp();
    case 'mute':
      return leg.mute(true);
    case 'unmute':
      return leg.mute(false);
  }
}

// Between tabs --------------------------------------------------------------------------------------------------------

function heard(message: unknown): void {
  const said = message as TabMessage;
  if (!isPhone()) {
    if (said.is === 'phone' && phone.line === 'elsewhere') show(asSeenElsewhere(said.phone));
    return;
  }
  switch (said.is) {
    case 'who':
      return say({ is: 'phone', phone });
    case 'do':
      return work(said.legId, said.act);
    case 'asks':
      return expected.asks(said.request);
    case 'answered':
      return expected.answered(said.request, said.callId);
    case 'expect':
      return expected.expect(said.callId);
    case 'phone':
      return undefined;
  }
}

// What the page does with it ------------------------------------------------------------------------------------------

/** Makes this tab the phone, or one that sees it. @returns ends it */
export function startPhone(ask: AskForLine): () => void {
  askForLine = ask;
  if (!tabsCanShare()) {
    show({ line: 'off', microphone: 'insecure' });
    return () => show(noPhone);
  }
  const onHold = () => {
    turn += 1;
    failures = 0;
    for (const { callId, forMs } of spokenBefore()) expected.comesBack(callId, forMs);
    become('starting', { legs: [], code: null });
    void connect();
  };
  const onWait = () => {
    if (isPhone()) endLine('elsewhere');
    else become('elsewhere');
    say({ is: 'who' });
  };
  tab = joinTabs({ onHold, onWait, onMessage: heard });
  window.addEventListener('online', networkIsBack);
  window.addEventListener('pagehide', goingAway);
  return () => {
    window.removeEventListener('online', networkIsBack);
    window.removeEventListener('pagehide', goingAway);
    tab?.end();
    tab = null;
    if (phone.line !== 'off') endLine('off');
  };
}

/** Another try, at once: after the reason was seen to. */
export function retryLine(): void {
  failures = 0;
  if (phone.line === 'refused') become('starting', { code: null });
  if (phone.line === 'starting' || phone.line === 'lost') void connect();
}

/** Brings the phone into this tab. */
export const takePhone = (): void => tab?.take();

export function actOnLeg(legId: string, act: LegAct): void {
  if (isPhone()) work(legId, act);
  else say({ is: 'do', legId, act });
}

/** The call that `ask` makes is answered by itself when the engine rings us for it. */
export async function expectCallOf<T extends { id: string }>(ask: () => Promise<T>): Promise<T> {
  const request = crypto.randomUUID();
  expected.asks(request);
  say({ is: 'asks', request });
  const answered = (callId: string | null) => {
    expected.answered(request, callId);
    say({ is: 'answered', request, callId });
  };
  try {
    const call = await ask();
    answered(call.id);
    return call;
  } catch (error) {
    answered(null);
    throw error;
  }
}

export function expectListening(callId: string): void {
  expected.expect(callId);
  say({ is: 'expect', callId });
}

export const sayMicrophone = (microphone: MicrophoneTrouble | null): void => show({ microphone });

export const phoneNow = (): PhoneView => phone;

/** The device of this browser, when it can be rung; null: any other of one's own will do. */
export const ownDevice = (): string | null =>
  phone.line === 'ready' || phone.line === 'elsewhere' ? phone.deviceId : null;

export function onPhone(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const usePhone = (): PhoneView => useSyncExternalStore(onPhone, phoneNow);
