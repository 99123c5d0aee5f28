import { Button } from '@mantine/core';
import { IconClockHour4, IconClockOff, IconTemplate } from '@tabler/icons-react';
import { useSyncExternalStore, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { ageText, everyMinute, minuteNow } from '../../i18n/moment.js';
import type { ReachableNumber } from '../requests.js';
import css from './chat-composer.module.css';
import { windowOf, type WindowState } from './number-choice.js';

export const useWindow = (number: ReachableNumber | null): WindowState => {
  const now = useSyncExternalStore(everyMinute, minuteNow);
  return number === null ? 'endless' : windowOf(number, now);
};

/** Until when one may write freely; afterwards, that only a template goes, and how to choose one. */
export function WindowLine({
  number,
  state,
  onTemplate,
  chooser,
}: {
  number: ReachableNumber;
  state: WindowState;
  onTemplate: () => void;
  /** The button that leads to the templates. */
  chooser: Ref<HTMLButtonElement>;
}) {
  const { t, i18n } = useTranslation();
  const now = useSyncExternalStore(everyMinute, minuteNow);
  if (state === 'endless') return null;
  if (state === 'closed') {
    return (
      <div className={css.closed} role="status">
        <IconClockOff size={17} aria-hidden />
        <span>{t(number.conversationId === null ? 'chat.windowNever' : 'chat.windowClosed')}</span>
        <Button
          ref={chooser}
          size="compact-sm"
          leftSection={<IconTemplate size={15} aria-hidden />}
          onClick={onTemplate}
        >
          {t('chat.chooseTemplate')}
        </Button>
      </div>
    );
  }
  const closesAt = new Date(number.windowClosesAt ?? now);
  const left = ageText(closesAt.getTime() - now, i18n.language);
  const at = closesAt.toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' });
  return (
    <p className={css.window} data-soon={state === 'soon' || undefined} title={t('chat.windowAbout')}>
      <IconClockHour4 size={14} aria-hidden /> {t('chat.windowUntil', { at, left })}
    </p>
  );
}
