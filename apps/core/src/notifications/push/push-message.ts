import type { ContactSight } from '../../access/masking.js';
import type { ShownNotice } from '../notices.repository.js';
import { sayOf, type PushLanguage } from './push-words.js';

/** What the service worker of the page shows. */
export interface PushMessage {
  /** Of the notice; absent in a trial. */
  readonly id?: string;
  readonly title: string;
  readonly body: string;
  readonly lang: PushLanguage;
  /** A later one under the same tag takes the place of the one before. */
  readonly tag: string;
  /** Where it leads, within the page. */
  readonly url: string;
}

export function messageOf(notice: ShownNotice, sight: ContactSight, lang: PushLanguage): PushMessage {
  const { id, kind, times, client, by, details } = notice;
  return {
    id,
    ...{ lang, tag: id, url: placeOf(notice) },
    title: client === null ? 'Keepline' : sight.text(client.name),
    body: sayOf(lang, kind, {
      times,
      by: by?.name ?? null,
      departed: 'departed' in details,
      is: String(details['is'] ?? ''),
    }),
  };
}

export const trialMessage = (lang: PushLanguage): PushMessage => ({
  ...{
    title: 'Keepline',
    body: sayOf(lang, 'trial', { times: 1, by: null, departed: false, is: '' }),
    lang,
    tag: 'trial',
    url: '/account',
  },
});

/** As the page leads there from its own list: to the conversation where somebody is to act, to the entry where somebody is to read. */
function placeOf({ kind, client, conversationId, interactionId, details }: ShownNotice): string {
  if (kind === 'alert') return '/alerts';
  if ('departed' in details && 'cards' in details) return '/clients';
  if ('departed' in details) return `/inbox?view=${details['departed'] === 'team' ? 'team' : 'mine'}`;
  if (client === null) return kind === 'held' ? '/inbox' : '/calls?tab=missed';
  if (conversationId !== null && kind !== 'mention' && kind !== 'held') return `/inbox/${client.id}/${conversationId}`;
  return `/clients/${client.id}${interactionId === null ? '' : `?entry=${interactionId}`}`;
}
