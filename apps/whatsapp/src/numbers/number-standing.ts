import type { WhatsappNumberChanged, WhatsappNumberSettings } from '#libs/contracts';
import type { HealthCheck } from '#libs/observability';
import type { Standing } from '../driver/driver.port.js';

/** The whole of how a number stands, as it is told: all but whose it is and when. */
export type FullStanding = Omit<WhatsappNumberChanged, 'channelId' | 'at'>;

export const unknownStanding: FullStanding = {
  state: 'off',
  code: null,
  detail: null,
  progress: null,
  linked: null,
  battery: null,
  phoneOnline: null,
  lastEventAt: null,
  queued: 0,
  canary: null,
  quality: null,
  linkingRevision: 0,
};

/** @param before how it stood @param change what a driver says; what it leaves out stays */
export function after(before: FullStanding, { linkingMoved, ...change }: Standing): FullStanding {
  const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  // A new state speaks for itself: the trouble and the progress of the one before are not its own.
  const anew = change.state !== undefined && change.state !== before.state;
  const fresh = anew ? { code: null, detail: null, progress: null } : {};
  return { ...before, ...fresh, ...said, linkingRevision: before.linkingRevision + (linkingMoved ? 1 : 0) };
}

const lostBy: ReadonlySet<string> = new Set(['whatsapp.banned', 'whatsapp.other-number', 'whatsapp.token-expired']);

/**
 * Whether a number is lost by that until somebody acts; then the code is an alarm of its own name. A linked device calls for help itself: it
 * knows which of its falls pass.
 */
export const isLost = (driver: WhatsappNumberSettings['driver'], code: string | null): code is string =>
  driver === 'cloud' && code !== null && lostBy.has(code);

/** Worst last. */
const order = ['off', 'ready', 'syncing', 'starting', 'linking', 'restarting', 'degraded', 'unlinked', 'waiting'];

/** How well it is, for /health. */
export function healthOf({ state, code }: Pick<FullStanding, 'state' | 'code'>): HealthCheck {
  const well = code === null && state !== 'waiting' && state !== 'unlinked';
  const word = code ?? (state === 'unlinked' ? 'whatsapp.not-linked' : null);
  return { status: well ? 'ok' : 'degraded', code: well ? null : word, detail: null };
}

/** What the role as a whole says: the worst of its numbers. */
export function healthOfAll(standings: readonly Pick<FullStanding, 'state' | 'code'>[]): HealthCheck {
  const worst = [...standings].sort((a, b) => rank(b) - rank(a))[0];
  return worst ? healthOf(worst) : { status: 'ok', code: 'whatsapp.no-channel', detail: 'no channel yet' };
}

const rank = ({ state, code }: Pick<FullStanding, 'state' | 'code'>): number =>
  order.indexOf(state) + (code === null ? 0 : order.length);
