import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { hear } from '../api/live.js';
import { useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { chime } from './chime.js';
import { noticePlace, noticeText } from './notice-words.js';
import { renewPush } from './push-here.js';
import { newestNotices } from './queries.js';
import { markRead } from './read.js';

/** What is told within this time comes in one look. */
const gatherMs = 300;

/** Shows for a moment what I am told while the page is open, and lets it be heard where I chose so. */
export function Told() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const router = useRouter();
  useEffect(() => {
    let since = new Date().toISOString();
    let timer: number | undefined;
    const look = async () => {
      timer = undefined;
      const { items } = await newestNotices().catch(() => ({ items: [] }));
      const here = document.visibilityState === 'visible' ? router.state.location.pathname : null;
      const fresh = items.filter((notice) => notice.at > since && noticePlace(notice) !== here);
      const newest = items[0]?.at;
      if (newest !== undefined && newest > since) since = newest;
      for (const notice of fresh.reverse()) {
        const text = noticeText(t, notice);
        toast.leading(notice.client === null ? text : `${notice.client.name}: ${text}`, t('notices.open'), () => {
          markRead([notice.id]);
          router.history.push(noticePlace(notice));
        });
      }
      if (fresh.some(({ sounds }) => sounds)) chime();
    };
    const stop = hear(({ event, data }) => {
      if (event === 'notice' && data.is === 'told') timer ??= window.setTimeout(() => void look(), gatherMs);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [router, t]);
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return undefined;
    // Somebody pressed what the browser showed, and this page is the one that stands open.
    const opened = ({ data }: MessageEvent<{ open?: string } | null>) => {
      if (typeof data?.open === 'string') router.history.push(data.open);
    };
    navigator.serviceWorker.addEventListener('message', opened);
    return () => navigator.serviceWorker.removeEventListener('message', opened);
  }, [router]);
  useEffect(() => {
    void renewPush(me.id, i18n.language).catch(() => undefined);
  }, [me.id, i18n.language]);
  return null;
}
