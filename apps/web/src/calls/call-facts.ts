import type { Schemas } from '../api/client.js';
import type { Call } from './call.js';

/** What the call's own record tells of it. */
export interface CallFacts {
  outcome: Call['outcome'];
  durationMs: number | null;
  waitMs: number | null;
  employees: { id: string; name: string }[];
  marks: { is: string }[];
  cut: boolean;
  missing: string | null;
}

/** Of an entry of the timeline; null while the record is on its way. */
export const factsOf = (interaction: Schemas['Interaction']): CallFacts | null =>
  (interaction as { call?: CallFacts | null }).call ?? null;

export const lineOfInteraction = (interaction: Schemas['Interaction']): Pick<Call, 'direction' | 'outcome'> => ({
  direction: interaction.direction,
  outcome: interaction.kind === 'voicemail' ? 'voicemail' : (factsOf(interaction)?.outcome ?? null),
});
