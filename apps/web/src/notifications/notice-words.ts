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
      if (details['departed'] !== undefined) return handoverText(t, details);
      return by === null ? t('notices.text.assignedByRule') : t('notices.text.assigned', { name: by.name });
    case 'mention':
      return t('notices.text.mention', { name: by?.name ?? t('notices.somebody') });
    case 'task':
      return details['task'] === 'call-back' ? t('notices.text.callBack') : t('notices.text.promise');
    case 'alert':
      return (alert && findText(t, `alert.${alert.code.replace('.', '-')}.title`, details)) ?? t('notices.text.alert');
    case 'held':
      return heldText(t, by?.name ?? t('notices.somebody'), details);
    case 'sla':
      return details['state'] === 'missed' ? t('notices.text.slaMissed') : t('notices.text.sla');
  }
}

/** What of my own waits for a manager, and why; or what was decided. */
function heldText(t: TFunction, name: string, { is, why, medium }: Notice['details']): string {
  const what = medium === 'whatsapp' ? 'message' : 'letter';
  if (is === 'released' || is === 'refused') return t(`notices.held.${what}.${is}`, { name });
  const reasons = String(why ?? '')
    .split(',')
    .flatMap((kind) => findText(t, `chat.finding.${kind}`) ?? []);
  return t(`notices.held.${what}.held`, { why: reasons.join(', ') || t('notices.held.unreadable') });
}

/** All that came from somebody who left, with how much of what. */
function handoverText(t: TFunction, details: Notice['details']): string {
  const amounts = (['cards', 'waiting', 'conversations', 'tasks'] as const).flatMap((kind) =>
    details[kind] === undefined ? [] : [t(`notices.handover.${kind}`, { count: Number(details[kind]) })],
  );
  return t(details['departed'] === 'team' ? 'notices.text.handoverTeam' : 'notices.text.handover', {
    name: details['name'] ?? t('notices.somebody'),
    amounts: amounts.join(', '),
  });
}

/** Where it leads: to the conversation where I am to act, to the entry where I am to read. */
export function noticePlace({ kind, client, conversationId, interactionId, details }: Notice): string {
  if (kind === 'alert') return '/alerts';
  if (details['departed'] !== undefined && details['cards'] !== undefined) return '/clients';
  if (details['departed'] !== undefined) return `/inbox?view=${details['departed'] === 'team' ? 'team' : 'mine'}`;
  if (client === null) return kind === 'held' ? '/inbox' : '/calls?tab=missed';
  if (conversationId !== null && kind !== 'mention' && kind !== 'held') return `/inbox/${client.id}/${conversationId}`;
  return `/clients/${client.id}${interactionId === null ? '' : `?entry=${interactionId}`}`;
}
