import type { TFunction } from 'i18next';
import type { Schemas } from '../api/client.js';

type Decision = Schemas['RoutingDecision'];

/** "Given to Anna: least busy in Sales (3 in hand). Boris did not answer within 10 min." */
export function decisionText(t: TFunction, decision: Decision): string {
  const { code, because, employee, from, team, count, minutes } = decision;
  const name = employee?.name ?? '';
  const what = t(`routing.decision.${code}`, {
    name,
    from: from?.name ?? '',
    team: team?.name ?? '',
    count: count ?? 0,
  });
  // Of a substitute the sentence itself says who is away.
  if (because === 'new' || because === 'target' || code === 'substitute' || from === null) return what;
  const why = t(`routing.because.${because}`, { from: from.name, minutes: minutes ?? 0 });
  return `${what} ${why}`;
}
