import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Gate } from './gate.js';
import css from './gate.module.css';

/** An address at which there is nothing. */
export function NoPage() {
  const { t } = useTranslation();
  return (
    <Gate title={t('noPage.title')} text={t('noPage.text')}>
      <div className={css.form}>
        <Button component={Link} to="/inbox" variant="default">
          {t('noPage.home')}
        </Button>
      </div>
    </Gate>
  );
}
