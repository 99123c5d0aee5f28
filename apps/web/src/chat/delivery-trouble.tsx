import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { adviceText, codeText, problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import css from './chat.module.css';
import type { Interaction } from './message.js';
import { settle } from './requests.js';

/** What to do where a message did not simply arrive; nothing for the others. */
export function DeliveryTrouble({ interaction, mayWrite }: { interaction: Interaction; mayWrite: boolean }) {
  const { t } = useTranslation();
  const decide = useMutation({
    mutationFn: (to: { deliveryId: string; decision: Parameters<typeof settle>[1] }) =>
      settle(to.deliveryId, to.decision),
    onError: (error) => toast.bad(problemText(t, error)),
    onSettled: () =>
      interaction.clientId !== null &&
      queryClient.invalidateQueries({ queryKey: keys.timelines(interaction.clientId) }),
  });
  const troubled = interaction.deliveries.filter(
    ({ state, code }) =>
      ['failed', 'unknown', 'held', 'refused'].includes(state) || (state === 'queued' && code !== null),
  );
  return troubled.map((delivery) => (
    <div key={delivery.id} className={css.trouble} data-state={delivery.state}>
      <p>
        {delivery.act !== 'message' && <b>{t(`chat.act.${delivery.act}`)} </b>}
        {delivery.code !== null && (
          <>
            {codeText(t, delivery.code)} {adviceText(t, delivery.code)}{' '}
          </>
        )}
        {delivery.state === 'unknown' && t('chat.unknownWhy')}
        {delivery.state === 'held' && t('chat.heldWhy')}
        {delivery.state === 'refused' && t('chat.refusedWhy')}
        {delivery.nextAttemptAt !== null && (
          <>
            {t('chat.nextAttempt')} <Moment at={delivery.nextAttemptAt} as="clock" />
          </>
        )}
      </p>
      {delivery.reply !== null && <code>{delivery.reply}</code>}
      {delivery.state === 'unknown' && mayWrite && (
        <div className={css.decide}>
          <Button
            size="compact-xs"
            variant="default"
            disabled={decide.isPending}
            onClick={() => decide.mutate({ deliveryId: delivery.id, decision: { as: 'sent' } })}
          >
            {t('chat.itArrived')}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={decide.isPending}
            onClick={() => decide.mutate({ deliveryId: delivery.id, decision: { again: true } })}
          >
            {t('chat.sendAgain')}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            disabled={decide.isPending}
            onClick={() => decide.mutate({ deliveryId: delivery.id, decision: { as: 'failed' } })}
          >
            {t('chat.itDidNot')}
          </Button>
        </div>
      )}
    </div>
  ));
}
