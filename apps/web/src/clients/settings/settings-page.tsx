import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import page from '../../shell/page.module.css';
import { useMay } from '../../shell/session.js';
import { FieldList } from './field-list.js';
import { TagList } from './tag-list.js';

/** What the company's cards hold: fields of its own, and tags. */
export function CardSettingsPage() {
  const { t } = useTranslation();
  const mayFields = useMay('cards.manage');
  const mayTags = useMay('clients.assign');
  return (
    <section className={page.page}>
      <header className={page.head}>
        <ActionIcon component={Link} to="/clients" variant="subtle" color="gray" aria-label={t('act.back')}>
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
        <h1>{t('cards.settings')}</h1>
      </header>
      <div className={page.scroll}>
        {mayFields && <FieldList />}
        {mayTags && <TagList />}
      </div>
    </section>
  );
}
