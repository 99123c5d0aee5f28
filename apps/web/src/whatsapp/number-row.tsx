import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import css from '../mailboxes/mailboxes.module.css';
import { MediumIcon } from '../shell/medium-icon.js';
import type { WhatsappNumber } from './queries.js';
import { Standing, Vitals } from './standing-lines.js';
import { standingOf } from './standing.js';
import own from './whatsapp.module.css';

/** A number and how it is, in plain words, with what to do when it is not well. */
export function NumberRow({ number, mayManage }: { number: WhatsappNumber; mayManage: boolean }) {
  const { t } = useTranslation();
  const { wantsPhone, trouble } = standingOf(number);
  return (
    <li className={css.channel}>
      <MediumIcon medium="whatsapp" size={20} />
      <div className={css.about}>
        <h2>
          {number.name} <span>{number.number}</span>
          <span className={own.driver}>{t(`whatsapp.driver.${number.driver}`)}</span>
        </h2>
        <Standing number={number} />
        <Vitals number={number} />
      </div>
      {mayManage && (
        <div className={own.rowActs}>
          {wantsPhone && number.enabled && (
            <Button component={Link} to={`/whatsapp/${number.id}/link`} size="compact-sm">
              {t('whatsapp.link')}
            </Button>
          )}
          <Button
            component={Link}
            to={`/whatsapp/${number.id}`}
            size="compact-sm"
            variant={trouble === null || wantsPhone ? 'default' : 'filled'}
          >
            {t('mailboxes.settings')}
          </Button>
        </div>
      )}
    </li>
  );
}
