import { askAlerts, askConversations, askCounters, askMe, askStart, askUnread } from './api/first-asks.js';
import { startI18n } from './i18n/i18n.js';

// A file of its own, before all others (vite.config.ts): what the first page says and shows is on its way while the page is still being read.

const { pathname, search } = window.location;

/** Whoever is not inside is asked for nothing. */
export const inside = !/^\/(?:sign-in|join|setup|enrol)\b/.test(pathname);

/** Where the day begins; a list that is narrowed is asked for by the list itself. */
const atInbox = pathname === '/inbox' && search === '';

function askForInbox(): void {
  for (const ask of [askCounters, askStart, askUnread]) void ask.begin();
  void askConversations.begin({}, null);
}

/** Whoever opens the inbox is asked for it at once; who comes through the front door may be led elsewhere, as far as they may go. */
async function askForFirstPage(): Promise<void> {
  const me = askMe.begin();
  if (atInbox) askForInbox();
  const { rights } = await me;
  if (pathname === '/' && rights.includes('clients.read')) askForInbox();
  if ((pathname === '/' || atInbox) && rights.includes('alerts.read')) void askAlerts.begin(true, null);
}

/** Nobody is signed in: what was refused to nobody is not the answer to whoever signs in. */
function forget(): void {
  for (const ask of [askCounters, askStart, askUnread, askConversations]) ask.forget();
}

if (inside) askForFirstPage().catch(forget);

/** The words of the first page. */
export const spoken = startI18n();
spoken.catch(() => undefined);
