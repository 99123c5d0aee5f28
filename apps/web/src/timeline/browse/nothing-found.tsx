import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../shell/empty.js';

/** Nothing in this timeline is what was asked for. */
export function NothingFound({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty icon={IconFilterOff} title={t('browse.nothing')} text={t('browse.nothingText')}>
      <Button size="xs" variant="default" onClick={onClear}>
        {t('browse.clear')}
      </Button>
    </Empty>
  );
}
