import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconDoorEnter,
  IconLoader2,
  IconPlayerPause,
  IconSend,
  IconServer2,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { channelAdvice, codeText } from '../i18n/words.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { useMay } from '../shell/session.js';
import css from './channels.module.css';
import { Outages } from './outages.js';
import type { Standing } from './queries.js';

const signs: Record<Standing['light'], Icon> = {
  good: IconCircleCheck,
  working: IconLoader2,
  bad: IconAlertTriangle,
  off: IconPlayerPause,
};
const media = { mailbox: 'email', whatsapp: 'whatsapp', line: 'phone' } as const;
const doors = { engine: IconServer2, receiver: IconDoorEnter, submission: IconSend } as const;

/** How one of them is: its light in words, why and what to do, what came and went last, what waits, and its last 30 days. */
export function ChannelStanding({ item, alone = false }: { item: Standing; alone?: boolean }) {
  const { t } = useTranslation();
  const Sign = signs[item.light];
  const name = item.name === '' ? t(`channels.kind.${item.kind}`) : item.name;
  const advice = item.code === null ? null : channelAdvice(t, item.code, item);
  return (
    <div className={css.standing}>
      {!alone && <KindIcon kind={item.kind} />}
      <div className={css.about}>
        {!alone && (
          <h3>
            {name}
            {item.address !== '' && <span>{item.address}</span>}
          </h3>
        )}
        <p className={css.light} data-light={item.light}>
          <Sign size={15} aria-hidden />
          <span>
            {t(`channels.light.${item.light}`)}
            {item.code !== null && <> · {codeText(t, item.code)}</>}
            {item.since !== null && item.light !== 'good' && (
              <small>
                {' '}
                {t('channels.lasts')} <Moment at={item.since} as="age" />
              </small>
            )}
          </span>
        </p>
        {item.code !== null && <p className={css.advice}>{advice ?? t('channels.lookAtIt')}</p>}
        <Traffic item={item} />
        {item.keptSince !== null && <Outages outages={item.outages} keptSince={item.keptSince} name={name} />}
      </div>
      {!alone && <Way item={item} name={name} />}
    </div>
  );
}

function KindIcon({ kind }: { kind: Standing['kind'] }) {
  if (kind === 'mailbox' || kind === 'whatsapp' || kind === 'line')
    return <MediumIcon medium={media[kind]} size={20} />;
  const Sign = doors[kind];
  return <Sign size={20} stroke={1.7} aria-hidden className={css.door} />;
}

function Traffic({ item }: { item: Standing }) {
  const { t } = useTranslation();
  // When mail programs last came is not told.
  if (item.kind === 'engine' || item.kind === 'submission') return null;
  const door = item.kind === 'receiver';
  return (
    <dl className={css.traffic}>
      <div>
        <dt>{t('channels.lastIn')}</dt>
        <dd>{item.lastInboundAt === null ? t('channels.never') : <Moment at={item.lastInboundAt} />}</dd>
      </div>
      {!door && (
        <>
          <div>
            <dt>{t('channels.lastOut')}</dt>
            <dd>{item.lastOutboundAt === null ? t('channels.never') : <Moment at={item.lastOutboundAt} />}</dd>
          </div>
          <div>
            <dt>{t('channels.clientsWait')}</dt>
            <dd>{item.waitingClients}</dd>
          </div>
          {item.kind !== 'line' && (
            <div data-waiting={(item.waitingOut > 0 && item.light === 'bad') || undefined}>
              <dt>{t('channels.toGo')}</dt>
              <dd>{item.waitingOut}</dd>
            </div>
          )}
          {item.team !== null && (
            <div>
              <dt>{t('channels.team')}</dt>
              <dd>{item.team.name}</dd>
            </div>
          )}
        </>
      )}
    </dl>
  );
}

/** To its own page, for whoever may do something about it. */
function Way({ item, name }: { item: Standing; name: string }) {
  const { t } = useTranslation();
  const may = {
    ...{ mailbox: useMay('channels.manage'), receiver: false, submission: false },
    ...{ whatsapp: useMay('whatsapp.manage'), line: useMay('telephony.manage') },
  };
  if (!(item.kind === 'engine' ? may.line : may[item.kind])) return null;
  const to = {
    ...{ mailbox: `/mailboxes/${item.id}`, whatsapp: `/whatsapp/${item.id}` },
    ...{ line: `/telephony/numbers/${item.id}`, engine: '/telephony', receiver: '', submission: '' },
  }[item.kind];
  const words = t(item.light === 'bad' ? 'mailboxes.repair' : 'mailboxes.settings');
  return (
    <Button
      component={Link}
      to={to}
      size="compact-sm"
      variant={item.light === 'bad' ? 'filled' : 'default'}
      aria-label={`${words}: ${name}`}
    >
      {words}
    </Button>
  );
}
