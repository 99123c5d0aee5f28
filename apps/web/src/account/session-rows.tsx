import { Button } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../i18n/moment.js';
import css from './account.module.css';
import type { Session } from './queries.js';

const phones: readonly (string | null)[] = ['iPhone', 'iPad', 'Android'];

/** Where somebody is signed in, each with its way out. */
export function SessionRows({
  sessions,
  onEnd,
  ending,
}: {
  sessions: readonly Session[];
  onEnd: (id: string) => void;
  /** The one that is being ended. */
  ending: string | undefined;
}) {
  const { t } = useTranslation();
  return (
    <ul className={css.rows}>
      {sessions.map((session) => {
        const { browser, system } = session.device;
        const device = deviceText(browser, system) ?? t('account.unknownDevice');
        const Sign = phones.includes(system) ? IconDeviceMobile : IconDeviceDesktop;
        return (
          <li key={session.id}>
            <Sign size={20} stroke={1.6} aria-hidden />
            <div>
              <b>
                {device}
                {session.current && <span className={css.tag}>{t('account.thisOne')}</span>}
              </b>
              <small>
                {session.ip ?? t('account.noAddress')} · {t(`account.means.${session.means}`)} · {t('account.since')}{' '}
                <Moment at={session.since} /> · {t('account.seen')} <Moment at={session.lastSeenAt} />
              </small>
            </div>
            {!session.current && (
              <Button
                size="compact-sm"
                variant="default"
                loading={ending === session.id}
                aria-label={t('account.endOf', { device })}
                onClick={() => onEnd(session.id)}
              >
                {t('account.end')}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function deviceText(browser: string | null, system: string | null): string | null {
  const known = [browser, system].filter((part) => part !== null);
  return known.length === 0 ? null : known.join(', ');
}
