import { Button } from '@mantine/core';
import { IconArrowsExchange, IconUsersGroup, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import css from './softphone.module.css';

interface Props {
  name: string;
  /** Has not answered yet: nothing can be joined. */
  rings: boolean;
  busy: boolean;
  onAct: (act: 'complete' | 'merge' | 'cancel') => void;
}

/** Talking it over with somebody before handing the client on: three ways out of it. */
export function Consulting({ name, rings, busy, onAct }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.consulting} role="status">
      <span>{t(rings ? 'softphone.consultingRings' : 'softphone.consulting', { name })}</span>
      <Button
        size="compact-sm"
        disabled={busy || rings}
        leftSection={<IconArrowsExchange size={15} aria-hidden />}
        onClick={() => onAct('complete')}
      >
        {t('softphone.complete')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={busy || rings}
        leftSection={<IconUsersGroup size={15} aria-hidden />}
        onClick={() => onAct('merge')}
      >
        {t('softphone.merge')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={busy}
        leftSection={<IconX size={15} aria-hidden />}
        onClick={() => onAct('cancel')}
      >
        {t('softphone.cancelConsulting')}
      </Button>
    </div>
  );
}
