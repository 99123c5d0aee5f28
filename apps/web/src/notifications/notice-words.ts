import type { TFunction } from 'i18next';
import { findText } from '../i18n/words.js';
import type { Notice } from './queries.js';

/** In one line: what happened, and to whom it is owed. */
export function noticeText(t: TFunction, { kind, times, by, alert, details }: Notice): string {
  switch (kind) {
    case 'word':
      return t('notices.text.word', { count: times });
    case 'missed-call':
      return t('notices.text.missed-call', { count: times });
    case 'assigned':
      return by === null ? t('notices.text.assignedByRule') : t('notices.text.assigned', { name: by.name });
    case 'mention':
      return t('notices.text.mention', { name: by?.name ?? t('notices.somebody') });
    case 'task':
      return details['task'] === 'call-back' ? t('notices.text.callBack') : t('notices.text.promise');
    case 'alert':
      return (alert && findText(t, `alert.${alert.code.replace('.', '-')}.title`, details)) ?? t('notices.text.alert');
    case 'sla':
      return details['state'] === 'missed' ? t('notices.text.slaMissed') : t('notices.text.sla');
  }
}

/** Where it leads: to the conversation where I am to act, to the entry where I am to read. */
export function noticePlace({ kind, client, conversationId, interactionId }: Notice): string {
  if (kind === 'alert') return '/alerts';
  if (client === null) return '/calls?tab=missed';
  if (conversationId !== null && kind !== 'mention') return `/inbox/${client.id}/${conversationId}`;
  return `/clients/${client.id}${interactionId === null ? '' : `?entry=${interactionId}`}`;
}
