import { useTranslation } from 'react-i18next';
import { useTalk } from '../../chat/talk.js';
import { useKeys } from '../../shell/use-keys.js';
import { copyLink } from '../entry-link.js';
import type { Pane } from '../use-pane.js';
import type { Stretch } from '../use-stretch.js';

interface Props {
  pane: Pane;
  stretch: Stretch;
  onNewest: () => void;
  onOldest: () => void;
}

/** A timeline by the keyboard: J and K from entry to entry, Enter opens one, C copies its link, G G and ⇧G lead to the ends. */
export function BrowseKeys({ pane, stretch, onNewest, onOldest }: Props) {
  const { t } = useTranslation();
  const { clientId } = useTalk();
  const focused = () => document.activeElement?.closest<HTMLElement>('[data-row]') ?? null;
  useKeys({
    KeyJ: () => pane.step(1),
    KeyK: () => pane.step(-1),
    'KeyG KeyG': () => (stretch.hasOlder ? onOldest() : pane.scrollToStart()),
    'shift+KeyG': onNewest,
    Home: () => (stretch.hasOlder ? onOldest() : pane.scrollToStart()),
    End: onNewest,
    KeyC: () => {
      const id = focused()?.dataset['row'];
      if (id !== undefined && stretch.newestFirst.some((each) => each.id === id)) void copyLink(t, clientId, id);
    },
  });
  return null;
}
