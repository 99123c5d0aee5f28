import type { Interaction } from './message.js';

const togetherMs = 5 * 60_000;

const speaker = (interaction: Interaction): string => {
  const { message } = interaction;
  const party = interaction.participants.from[0];
  return [
    interaction.direction,
    message?.sentBy ?? '',
    interaction.employee?.id ?? '',
    message?.author?.address ?? party?.address ?? '',
    message?.author?.name ?? '',
  ].join('\n');
};

/** What stands in the middle, said by nobody. */
const isAside = ({ message }: Interaction) => message?.kind === 'notice' || message?.kind === 'call';

/** The same person went on speaking: their name is not said again. */
export function goesOn(before: Interaction | undefined, interaction: Interaction): boolean {
  return (
    before?.kind === 'message' &&
    interaction.kind === 'message' &&
    !isAside(before) &&
    before.conversationId === interaction.conversationId &&
    speaker(before) === speaker(interaction) &&
    new Date(interaction.occurredAt).getTime() - new Date(before.occurredAt).getTime() < togetherMs
  );
}
