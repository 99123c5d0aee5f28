/**
 * What the provider of the mailbox decided about a letter before it gave it to us: SpamAssassin and what writes like it, Exchange (5 and more is
 * junk: MS-OXPROPS), Yandex, Mail.ru, DSPAM, Bogofilter, and Gmail's labels. Only the topmost field of each name is looked at: it was written last.
 * A sender who writes such a field into their own letter keeps it out of nobody's sight but their own.
 */
export function providerSaysSpam(signs: Readonly<Record<string, string>>): boolean {
  const value = (name: string) => (signs[name] ?? '').trim().toLowerCase();
  const level = Number(value('x-ms-exchange-organization-scl') || 'NaN');
  return (
    value('x-spam-flag').startsWith('yes') ||
    /^yes\b/.test(value('x-spam-status')) ||
    /^(yes|true|spam)\b/.test(value('x-spam')) ||
    value('x-yandex-spam') === '4' ||
    /^spam\b/.test(value('x-mras')) ||
    (level >= 5 && level <= 9) ||
    /\bsfv:(spm|sks|skb)\b/.test(value('x-forefront-antispam-report')) ||
    /(^|,)\s*"?spam"?\s*(,|$)/.test(value('x-gmail-labels')) ||
    value('x-dspam-result') === 'spam' ||
    /^(spam|yes)\b/.test(value('x-bogosity'))
  );
}
