import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import css from './browse.module.css';

/** Over the stream, for whoever is far from its end. */
export function ToNewest({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      className={css.toNewest}
      size="compact-sm"
      variant="default"
      leftSection={<IconArrowDown size={15} aria-hidden />}
      onClick={onPress}
    >
      {t('browse.toNewest')}
    </Button>
  );
}
