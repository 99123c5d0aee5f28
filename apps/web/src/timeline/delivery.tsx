import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconChecks,
  IconClock,
  IconHandStop,
  IconHeadphones,
  IconHelpCircle,
  IconSend,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { adviceText, codeText } from '../i18n/words.js';
import css from './delivery.module.css';

type State = Schemas['Delivery']['state'];

const signs: Record<State, { icon: Icon; tone: 'dim' | 'ok' | 'warn' | 'bad' }> = {
  queued: { icon: IconClock, tone: 'dim' },
  sending: { icon: IconSend, tone: 'dim' },
  sent: { icon: IconCheck, tone: 'ok' },
  delivered: { icon: IconChecks, tone: 'dim' },
  read: { icon: IconChecks, tone: 'ok' },
  played: { icon: IconHeadphones, tone: 'ok' },
  failed: { icon: IconAlertTriangle, tone: 'bad' },
  bounced: { icon: IconArrowBackUp, tone: 'bad' },
  unknown: { icon: IconHelpCircle, tone: 'warn' },
  held: { icon: IconHandStop, tone: 'warn' },
  refused: { icon: IconBan, tone: 'bad' },
};

const isState = (status: string): status is State => status in signs;
export const isTrouble = (status: string): boolean =>
  status === 'failed' || status === 'bounced' || status === 'unknown';

/** How a letter of ours fares, by icon and word. Nothing for what came in. */
export function DeliveryState({ status, about }: { status: string; about?: string | null }) {
  const { t } = useTranslation();
  if (!isState(status)) return null;
  const { icon: Sign, tone } = signs[status];
  return (
    <span className={css.state} data-tone={tone} title={about ?? t(`delivery.about.${status}`)}>
      <Sign size={14} stroke={2} aria-hidden />
      {t(`delivery.${status}`)}
    </span>
  );
}

/** Every address that the letter went to: state, why not, the server's words, when it is tried again. */
export function Deliveries({ deliveries }: { deliveries: readonly Schemas['Delivery'][] }) {
  const { t } = useTranslation();
  return (
    <ul className={css.list}>
      {deliveries.map((each) => (
        <li key={each.id}>
          <span className={css.who}>
            {each.employee?.name ?? each.recipient}
            {each.purpose !== 'answer' && <span className={css.copy}>{t(`delivery.${each.purpose}`)}</span>}
          </span>
          <DeliveryState status={each.state} />
          {each.code !== null && (
            <p>
              {codeText(t, each.code)} {adviceText(t, each.code)}
              {each.reply !== null && <code>{each.reply}</code>}
            </p>
          )}
          {each.nextAttemptAt !== null && (each.state === 'queued' || each.state === 'failed') && (
            <p>
              {t('delivery.nextAttempt')} <Moment at={each.nextAttemptAt} as="clock" />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
