import type { Schemas } from '../api/client.js';
import type { Call } from '../calls/call.js';

/** Whether a colleague can be rung; `busy` as far as one may see their calls. */
export type Presence = 'free' | 'busy' | 'away';

const order: Record<Presence, number> = { free: 0, busy: 1, away: 2 };

export function presenceOf(
  { employee, online }: Pick<Schemas['Extension'], 'employee' | 'online'>,
  live: readonly Call[],
): { is: Presence; order: number } {
  const speaks = live.some(({ talking }) => talking.some(({ id }) => id === employee.id));
  const is = !online ? 'away' : speaks ? 'busy' : 'free';
  return { is, order: order[is] };
}
