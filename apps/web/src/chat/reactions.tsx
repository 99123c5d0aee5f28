import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import css from './chat.module.css';
import { chipsOf } from './chips.js';
import type { Interaction, Message } from './message.js';
import { react } from './requests.js';

export const quickReactions = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

/** Puts our reaction on a message, or takes it back; the number has one, whoever gave it. */
export function useReact(interaction: Interaction) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (emoji: string) => react(interaction.id, emoji),
    onError: (error) => toast.bad(problemText(t, error)),
    onSettled: () =>
      interaction.clientId !== null &&
      queryClient.invalidateQueries({ queryKey: keys.timelines(interaction.clientId) }),
  });
}

/** Who felt what about it, each with a name on hover; a press gives the same or takes ours back. */
export function Reactions({
  interaction,
  message,
  mayWrite,
}: {
  interaction: Interaction;
  message: Message;
  mayWrite: boolean;
}) {
  const { t } = useTranslation();
  const give = useReact(interaction);
  const clientName = interaction.participants.from[0]?.name || t('chat.client');
  const chips = chipsOf(message.reactions);
  if (chips.length === 0) return null;
  return (
    <ul className={css.reactions} aria-label={t('chat.reactions')}>
      {chips.map(({ emoji, ours, who }) => {
        const names = who
          .map(({ by, employee }) =>
            by === 'us'
              ? (employee?.name ?? t('chat.holder'))
              : interaction.direction === 'inbound'
                ? clientName
                : t('chat.client'),
          )
          .join(', ');
        return (
          <li key={emoji}>
            <button
              type="button"
              aria-pressed={ours}
              data-waiting={who.some(({ state }) => state === 'waiting') || undefined}
              disabled={!mayWrite || !message.may.react || give.isPending}
              title={names}
              aria-label={`${emoji} ${names}`}
              onClick={() => give.mutate(ours ? '' : emoji)}
            >
              <span aria-hidden>{emoji}</span>
              {who.length > 1 && <small>{who.length}</small>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
