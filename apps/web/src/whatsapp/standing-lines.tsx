import { Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBattery1,
  IconBattery3,
  IconBatteryCharging,
  IconCircleCheck,
  IconDeviceMobile,
  IconDeviceMobileOff,
  IconDownload,
  IconHeartbeat,
  IconLink,
  IconListNumbers,
  IconLoader2,
  IconPlayerPause,
  IconPlugConnectedX,
  IconStar,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import { adviceText, codeText, findText } from '../i18n/words.js';
import css from '../mailboxes/mailboxes.module.css';
import type { WhatsappNumber } from './queries.js';
import { standingOf } from './standing.js';
import own from './whatsapp.module.css';

const signs: Readonly<Record<WhatsappNumber['state'], Icon>> = {
  off: IconPlayerPause,
  starting: IconLoader2,
  unlinked: IconPlugConnectedX,
  linking: IconLink,
  syncing: IconDownload,
  ready: IconCircleCheck,
  degraded: IconAlertTriangle,
  restarting: IconLoader2,
  waiting: IconAlertTriangle,
};

type Props = { number: WhatsappNumber };

/** Its state in words, why it is not well, what to do, and how far an import has come. */
export function Standing({ number }: Props) {
  const { t, i18n } = useTranslation();
  const { state, tone, trouble } = standingOf(number);
  const Sign = signs[state];
  const { progress } = number;
  const count = (value: number) => value.toLocaleString(i18n.language);
  return (
    <>
      <p className={css.state} data-tone={tone}>
        <Sign size={15} aria-hidden />
        <span>
          {t(`whatsapp.state.${state}`)}
          {trouble !== null && <> · {codeText(t, trouble)}</>}
        </span>
      </p>
      {trouble !== null && (
        <p className={css.advice}>
          {adviceText(t, trouble)}
          {number.detail !== null && <code>{number.detail}</code>}
        </p>
      )}
      {progress !== null && progress.total > 0 && (
        <div className={css.progress}>
          <Progress value={(progress.done / progress.total) * 100} size="sm" aria-label={t('whatsapp.state.syncing')} />
          <span>{t('whatsapp.progress', { done: count(progress.done), total: count(progress.total) })}</span>
        </div>
      )}
    </>
  );
}

/** Linked since when, last messages, battery, queue, canary, quality: what is known, each with its word. */
export function Vitals({ number }: Props) {
  const { t } = useTranslation();
  const { linked, battery, phoneOnline, canary, quality } = number;
  return (
    <ul className={own.vitals}>
      {linked !== null && (
        <Vital icon={IconLink}>
          {t('whatsapp.linkedSince')} <Moment at={linked.since} />
          {linked.platform !== null && ` · ${linked.platform}`}
        </Vital>
      )}
      <Vital>
        {t('whatsapp.lastIn')}{' '}
        {number.lastInboundAt === null ? t('mailboxes.never') : <Moment at={number.lastInboundAt} />}
      </Vital>
      <Vital>
        {t('whatsapp.lastOut')}{' '}
        {number.lastOutboundAt === null ? t('mailboxes.never') : <Moment at={number.lastOutboundAt} />}
      </Vital>
      {phoneOnline !== null && (
        <Vital icon={phoneOnline ? IconDeviceMobile : IconDeviceMobileOff} warn={!phoneOnline}>
          {t(phoneOnline ? 'whatsapp.phoneOnline' : 'whatsapp.phoneOffline')}
        </Vital>
      )}
      {battery !== null && (
        <Vital
          icon={battery.charging ? IconBatteryCharging : battery.percent < 20 ? IconBattery1 : IconBattery3}
          warn={!battery.charging && battery.percent < 20}
        >
          {t(battery.charging ? 'whatsapp.batteryCharging' : 'whatsapp.battery', { percent: battery.percent })}
        </Vital>
      )}
      {number.queued > 0 && (
        <Vital icon={IconListNumbers} warn={number.queued >= 20}>
          {t('whatsapp.queued', { count: number.queued })}
        </Vital>
      )}
      {canary !== null && (
        <Vital icon={IconHeartbeat}>
          {canary.returnedAt === null ? (
            <>
              {t('whatsapp.canaryAway')} <Moment at={canary.sentAt} as="age" />
            </>
          ) : (
            <>
              {t('whatsapp.canaryBack')} <Moment at={canary.returnedAt} />
            </>
          )}
        </Vital>
      )}
      {quality !== null && (
        <Vital icon={IconStar} warn={quality.rating !== 'GREEN'}>
          {findText(t, `whatsapp.quality.${quality.rating}`) ?? quality.rating}
          {quality.limit !== null && ` · ${quality.limit}`}
        </Vital>
      )}
      {number.team !== null && <Vital>{number.team.name}</Vital>}
    </ul>
  );
}

function Vital({ icon: Sign, warn = false, children }: { icon?: Icon; warn?: boolean; children: ReactNode }) {
  return (
    <li data-warn={warn || undefined}>
      {Sign !== undefined && <Sign size={14} stroke={1.8} aria-hidden />}
      <span>{children}</span>
    </li>
  );
}
