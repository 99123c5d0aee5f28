import { ActionIcon } from '@mantine/core';
import {
  IconCheck,
  IconClock,
  IconEyeCheck,
  IconHandGrab,
  IconListCheck,
  IconUserShare,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Tip } from '../shell/tip.js';
import css from './handling.module.css';
import type { Handling } from './use-handling.js';

interface Props {
  count: number;
  handling: Handling;
  allDone: boolean;
  onAll: () => void;
  onNone: () => void;
}

/** What may be done with all that is selected. */
export function ActBar({ count, handling, allDone, onAll, onNone }: Props) {
  const { t } = useTranslation();
  const acts = [
    { name: allDone ? 'reopen' : 'done', icon: IconCheck, key: 'E', act: handling.done },
    { name: 'snooze', icon: IconClock, key: 'Z', act: handling.snooze },
    { name: 'pass', icon: IconUserShare, key: 'A', act: handling.pass },
    { name: 'take', icon: IconHandGrab, key: null, act: handling.take },
    { name: 'seen', icon: IconEyeCheck, key: null, act: handling.seen },
    { name: 'selectAll', icon: IconListCheck, key: null, act: onAll },
    { name: 'selectNone', icon: IconX, key: 'Esc', act: onNone },
  ] as const;
  return (
    <div className={css.bar} role="toolbar" aria-label={t('handling.acts')}>
      <span className={css.counted} role="status">
        {t('handling.selected', { count })}
      </span>
      {acts.map(({ name, icon: Sign, key, act }) => (
        <Tip key={name} side="left" label={key === null ? t(`handling.${name}`) : `${t(`handling.${name}`)} (${key})`}>
          <ActionIcon variant="subtle" color="gray" aria-label={t(`handling.${name}`)} onClick={act}>
            <Sign size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tip>
      ))}
    </div>
  );
}
