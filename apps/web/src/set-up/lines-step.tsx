import { Button } from '@mantine/core';
import { IconBrandWhatsapp, IconPhone } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import page from '../shell/page.module.css';
import css from './set-up.module.css';

/** WhatsApp and the telephone have guides of their own; the list of steps is found again in the inbox. */
export function LinesStep() {
  const { t } = useTranslation();
  const ways = [
    { name: 'whatsapp', to: '/whatsapp/new', icon: IconBrandWhatsapp },
    { name: 'telephone', to: '/telephony/trunks/new', icon: IconPhone },
  ] as const;
  return (
    <ul className={page.box}>
      {ways.map(({ name, to, icon: Sign }) => (
        <li key={name} className={css.way}>
          <Sign size={22} stroke={1.6} aria-hidden />
          <div>
            <b>{t(`firstSteps.lines.${name}`)}</b>
            <p>{t(`firstSteps.lines.${name}Text`)}</p>
          </div>
          <Button component={Link} to={to} size="xs" variant="default" aria-label={t(`firstSteps.lines.${name}`)}>
            {t('firstSteps.lines.connect')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
