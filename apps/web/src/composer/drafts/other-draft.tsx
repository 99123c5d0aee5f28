import { Button } from '@mantine/core';
import { IconDevices } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '../draft.js';
import css from './other-draft.module.css';

/** What was begun on another machine while something else was written here: nothing of it is lost. */
export function OtherDraft({ draft, onTake, onDrop }: { draft: Draft; onTake: () => void; onDrop: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.other} role="status">
      <IconDevices size={15} stroke={1.7} aria-hidden />
      <span>
        {t('composer.elsewhere')} <q dir="auto">{draft.text.slice(0, 120)}</q>
      </span>
      <Button size="compact-xs" variant="default" onClick={onTake}>
        {t('composer.putIn')}
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={onDrop}>
        {t('composer.discard')}
      </Button>
    </div>
  );
}
