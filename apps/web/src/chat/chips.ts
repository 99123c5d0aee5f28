import type { Reaction } from './message.js';

export interface Chip {
  emoji: string;
  ours: boolean;
  who: readonly Reaction[];
}

/** One sign for each emoji, in the order in which they came. */
export function chipsOf(reactions: readonly Reaction[]): Chip[] {
  const chips = new Map<string, Reaction[]>();
  for (const reaction of reactions) {
    if (reaction.emoji === '') continue;
    chips.set(reaction.emoji, [...(chips.get(reaction.emoji) ?? []), reaction]);
  }
  return [...chips].map(([emoji, who]) => ({ emoji, who, ours: who.some(({ by }) => by === 'us') }));
}
