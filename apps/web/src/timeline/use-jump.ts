import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../shell/toast.js';

/** So far back one is led; farther than that is what the search is for. */
const mostPages = 20;
const foundMs = 1_800;

const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

interface Pages {
  hasNextPage: boolean;
  fetchNextPage: () => Promise<{ hasNextPage: boolean }>;
}

/** Leads the eye to an entry of the timeline, fetching earlier pages until it is there. */
export function useJump(pane: RefObject<HTMLDivElement | null>, pages: Pages) {
  const { t } = useTranslation();
  return async (interactionId: string): Promise<void> => {
    let more = pages.hasNextPage;
    for (let page = 0; page <= mostPages; page += 1) {
      const found = pane.current?.querySelector<HTMLElement>(`[data-interaction="${CSS.escape(interactionId)}"]`);
      if (found != null) {
        found.scrollIntoView({ block: 'center' });
        found.focus({ preventScroll: true });
        found.dataset['found'] = '';
        window.setTimeout(() => delete found.dataset['found'], foundMs);
        return;
      }
      if (!more) break;
      more = (await pages.fetchNextPage()).hasNextPage;
      await painted();
    }
    toast.bad(t('timeline.notHere'));
  };
}
