import type { Schemas } from '../api/client.js';

/** Open by themselves: the newest letter, and what the client wrote since our last word. */
export function openAtFirst(newestFirst: readonly Schemas['Interaction'][]): Set<string> {
  const letters = newestFirst.filter((each) => each.kind === 'email');
  const ours = letters.findIndex((each) => each.direction === 'outbound');
  const unanswered = letters.slice(0, Math.min(ours === -1 ? 3 : Math.max(ours, 1), 3));
  return new Set(unanswered.map((each) => each.id));
}
