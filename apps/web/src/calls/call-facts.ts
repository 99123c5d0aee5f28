import type { Schemas } from '../api/client.js';
import type { Call } from './call.js';

/** What became of a call on a line, also before its own record is there. */
export const outcomeOf = (
  kind: Schemas['Interaction']['kind'] | null,
  facts: Schemas['CallFacts'] | null,
): Call['outcome'] => (kind === 'voicemail' ? 'voicemail' : (facts?.outcome ?? null));

export const lineOfInteraction = ({
  direction,
  kind,
  call,
}: Schemas['Interaction']): Pick<Call, 'direction' | 'outcome'> => ({ direction, outcome: outcomeOf(kind, call) });
