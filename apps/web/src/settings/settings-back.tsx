import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** The way from a section back to all of them; stands before its heading. */
export function SettingsBack() {
  const { t } = useTranslation();
  return (
    <ActionIcon component={Link} to="/settings" variant="subtle" color="gray" aria-label={t('settings.back')} ml={-8}>
      <IconArrowLeft size={19} aria-hidden />
    </ActionIcon>
  );
}
