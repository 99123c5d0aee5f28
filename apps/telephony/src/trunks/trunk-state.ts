import type { TrunkChanged } from '#libs/contracts';

export type TrunkState = Omit<TrunkChanged, 'trunkId' | 'at'>;

//  off ─► connecting ─► online
//   ▲         │  ▲         │
//   │         ▼  │         ▼
//   └────── waiting ◄──────┘      waiting: it is tried on, and `code` says what is wrong
export const trunkOff: TrunkState = { state: 'off', code: null, detail: null };
export const trunkConnecting: TrunkState = { state: 'connecting', code: null, detail: null };
export const trunkOnline: TrunkState = { state: 'online', code: null, detail: null };
export const trunkWaiting = (code: string, detail: string | null = null): TrunkState => ({
  state: 'waiting',
  code,
  detail,
});

/** How the engine itself sees one trunk. */
export type TrunkSight = 'registered' | 'trying' | 'rejected' | 'reachable' | 'unreachable' | 'unknown';

/** An engine says for some seconds that it tries; only then is that trouble. */
export const patienceMs = 5_000;

/**
 * @param tryingMs for how long nothing good was seen
 * @returns the state, or `ask`: something is wrong, and only the provider can say what
 */
export function stateOfSight(sight: TrunkSight, tryingMs: number): 'online' | 'connecting' | 'ask' {
  switch (sight) {
    case 'registered':
    case 'reachable':
      return 'online';
    case 'rejected':
      return 'ask';
    case 'trying':
    case 'unreachable':
    case 'unknown':
      return tryingMs < patienceMs ? 'connecting' : 'ask';
  }
}

/**
 * The list of registrations as the manager interface gives it.
 * @returns by the name of the endpoint
 */
export function registrationsIn(text: string): Map<string, TrunkSight> {
  const found = new Map<string, TrunkSight>();
  for (const block of text.split(/\r?\n\r?\n/)) {
    if (!/^Event: OutboundRegistrationDetail\s*$/m.test(block)) continue;
    const name = /^ObjectName: (\S+)/m.exec(block)?.[1];
    const status = /^Status: (\w+)/m.exec(block)?.[1] ?? '';
    if (name !== undefined) found.set(name, sightOf(status));
  }
  return found;
}

function sightOf(status: string): TrunkSight {
  if (status === 'Registered') return 'registered';
  return status === 'Rejected' || status === 'Stopped' ? 'rejected' : 'trying';
}
