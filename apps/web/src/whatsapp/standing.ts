import type { WhatsappNumber } from './queries.js';

type Tone = 'ok' | 'dim' | 'warn';

const tones: Readonly<Record<WhatsappNumber['state'], Tone>> = {
  off: 'dim',
  starting: 'dim',
  unlinked: 'warn',
  linking: 'dim',
  syncing: 'ok',
  ready: 'ok',
  degraded: 'warn',
  restarting: 'dim',
  waiting: 'warn',
};

type Facts = Pick<WhatsappNumber, 'enabled' | 'state' | 'code' | 'driver'>;

/** A number as one looks at it: switched off is off whatever the role last said. */
export function standingOf({ enabled, state, code, driver }: Facts): {
  state: WhatsappNumber['state'];
  tone: Tone;
  trouble: string | null;
  /** A phone has to be linked (again) before anything comes or goes. */
  wantsPhone: boolean;
} {
  const shown = enabled ? state : 'off';
  const trouble = enabled ? code : null;
  return {
    state: shown,
    tone: trouble !== null && tones[shown] !== 'dim' ? 'warn' : tones[shown],
    trouble,
    wantsPhone:
      driver === 'web' &&
      (shown === 'unlinked' || shown === 'linking' || (shown === 'waiting' && needsPhone.has(trouble ?? ''))),
  };
}

const needsPhone: ReadonlySet<string> = new Set(['whatsapp.logged-out', 'whatsapp.other-number', 'whatsapp.conflict']);
