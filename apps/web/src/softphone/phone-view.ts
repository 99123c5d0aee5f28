import type { Purpose } from './expected.js';
import type { MicrophoneTrouble } from './microphone.js';
import type { LegState, LineState } from './states.js';

/** A call on the line as a page shows it. */
export interface LegView {
  readonly id: string;
  readonly callId: string | null;
  readonly purpose: Purpose;
  readonly state: LegState;
  readonly muted: boolean;
  readonly shownName: string;
}

/** The phone of this browser as every tab of it sees it. */
export interface PhoneView {
  readonly line: LineState;
  /** Why there is no line: a stable code of the server. */
  readonly code: string | null;
  /** The device that the server knows this browser by; null while there is none. */
  readonly deviceId: string | null;
  /** By which number colleagues reach it. */
  readonly extension: string | null;
  readonly legs: readonly LegView[];
  /** Said until the next answer or call, or until it is put away. */
  readonly microphone: MicrophoneTrouble | null;
}

export const noPhone: PhoneView = {
  line: 'off',
  code: null,
  deviceId: null,
  extension: null,
  legs: [],
  microphone: null,
};

/** What one tab says to the others. */
export type TabMessage =
  | { is: 'phone'; phone: PhoneView }
  | { is: 'who' }
  | { is: 'do'; legId: string; act: LegAct }
  | { is: 'asks'; request: string }
  | { is: 'answered'; request: string; callId: string | null }
  | { is: 'expect'; callId: string };

export type LegAct = 'answer' | 'decline' | 'leave' | 'mute' | 'unmute';

/** The others see the phone's calls and may work it, but it is elsewhere; its device is told only while it can be rung. */
export const asSeenElsewhere = (phone: PhoneView): PhoneView => ({
  ...phone,
  line: 'elsewhere',
  deviceId: phone.line === 'ready' ? phone.deviceId : null,
});
