import '../shell/mantine-dialog-css.js';
import '@mantine/core/styles/Progress.layer.css';
import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import page from '../shell/page.module.css';

/** A page under "WhatsApp", with the way back. */
export function WhatsappFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={page.page} aria-label={title}>
      <header className={page.head}>
        <ActionIcon component={Link} to="/whatsapp" variant="subtle" color="gray" aria-label={t('act.back')} ml={-8}>
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
        <h1>{title}</h1>
      </header>
      <div className={page.scroll}>{children}</div>
    </section>
  );
}
