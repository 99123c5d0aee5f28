import { Button } from '@mantine/core';
import { IconDeviceLandlinePhone, IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { clientQuery } from '../api/queries.js';
import { numberBeside, otherSide, pictured } from '../calls/call-words.js';
import type { InHand } from '../calls/standing.js';
import { Timer } from '../calls/timer.js';
import { Person } from '../shell/person.js';
import { useMe } from '../shell/session.js';
import { askToNotify, useNotifyPermission } from './attention.js';
import { answer } from './call-control.js';
import { CardSummary } from './card-summary.js';
import { actOnLeg } from './phone.js';
import pop from './incoming.module.css';
import { UnknownCaller } from './unknown-caller.js';

/** Who calls, before one answers: the card of a client, or what may be known of a stranger. */
export function Incoming({ incoming, all }: { incoming: InHand; all: readonly InHand[] }) {
  const { t } = useTranslation();
  const me = useMe();
  const permission = useNotifyPermission();
  const { call, leg } = incoming;
  const who = otherSide(t, call, me.id, leg?.shownName);
  const number = numberBeside(call);
  // Rung for somebody else's client: there is no card to open.
  const card = useQuery({ ...clientQuery(call.client?.id ?? ''), enabled: call.client !== null });
  const others = call.ringing.filter(({ id }) => id !== me.id);
  return (
    <section className={pop.pop} role="dialog" aria-label={t('softphone.callFrom', { who })} aria-live="assertive">
      <header className={pop.head}>
        <Person name={pictured(call, who)} size={42} />
        <div className={pop.who}>
          <h2>
            {call.client === null || !card.isSuccess ? (
              who
            ) : (
              <Link to="/clients/$clientId" params={{ clientId: call.client.id }}>
                {who}
              </Link>
            )}
          </h2>
          <p>
            {number !== null && <span>{number}</span>}
            {call.channel !== null && <span>{t('softphone.through', { name: call.channel.name })}</span>}
          </p>
        </div>
        <span className={pop.rings}>
          {t('softphone.rings')} <Timer since={call.startedAt} />
        </span>
      </header>
      {call.direction !== 'internal' &&
        (call.client === null ? <UnknownCaller call={call} /> : <CardSummary clientId={call.client.id} />)}
      {others.length > 0 && (
        <p className={pop.also}>{t('softphone.alsoRings', { names: others.map(({ name }) => name).join(', ') })}</p>
      )}
      <footer className={pop.acts}>
        {leg === undefined ? (
          <p className={pop.desk}>
            <IconDeviceLandlinePhone size={17} aria-hidden /> {t('softphone.answerOnDesk')}
          </p>
        ) : (
          <>
            <Button
              color="teal.9"
              leftSection={<IconPhone size={17} aria-hidden />}
              loading={leg.state === 'answering'}
              onClick={() => void answer(incoming, all)}
              title="F8"
            >
              {t('softphone.answer')}
            </Button>
            <Button
              color="red"
              variant="light"
              leftSection={<IconPhoneOff size={17} aria-hidden />}
              onClick={() => actOnLeg(leg.id, 'decline')}
              title="⇧F8"
            >
              {t('softphone.decline')}
            </Button>
          </>
        )}
      </footer>
      {(card.isSuccess || permission === 'default') && (
        <p className={pop.more}>
          {call.client !== null && card.isSuccess && (
            <Link to="/clients/$clientId" params={{ clientId: call.client.id }}>
              {t('clients.openCard')}
            </Link>
          )}
          {permission === 'default' && (
            <button type="button" onClick={() => void askToNotify()}>
              {t('softphone.notify')}
            </button>
          )}
        </p>
      )}
    </section>
  );
}
