import { matchesAt } from './matches-at.js';

/** A way into somebody's messenger. */
export interface MessengerLink {
  readonly from: number;
  readonly to: number;
  /** As it is written, in lower case, without scheme and `www.`. */
  readonly link: string;
  /** E.164 where the link leads to a number. */
  readonly number: string | null;
  /** The name that it leads to, as handles are kept. */
  readonly handle: string | null;
}

const end = `[^\\s<>"')\\]]{1,200}`;
const hosts =
  'wa\\.me|api\\.whatsapp\\.com|chat\\.whatsapp\\.com|t\\.me|telegram\\.(?:me|dog)|viber\\.click|signal\\.(?:me|group)|m\\.me|ig\\.me|join\\.skype\\.com';
const schemes = 'viber|tg|whatsapp|sgnl|skype';
const links = new RegExp(`(?:https?://)?(?:www\\.)?((?:${hosts})[/?#]${end})|((?:${schemes})://${end})`, 'gi');
const linkSign = new RegExp(`(?:${hosts})[/?#]|(?:${schemes})://`, 'gi');
/** `telegram: @anna_k`: as good as a link. */
const named =
  /(?<![\p{L}])(?:telegram|телеграм\p{L}{0,3}|тг|tg|viber|вайбер\p{L}{0,2}|signal|skype|скайп\p{L}{0,2}|instagram|инстаграм\p{L}{0,2}|інстаграм\p{L}{0,2}|инста|інста)[\s:,–—-]{1,5}@([a-z][\w.]{2,31})/giu;

/** Not the sign alone: every address has one. */
const namedSign = /[\s:,–—-]@/g;

export function messengerLinks(text: string): MessengerLink[] {
  const found: MessengerLink[] = [];
  for (const match of matchesAt(text, links, linkSign)) {
    const link = (match[1] ?? match[2]!).toLowerCase().replace(/[.,;:!?]+$/, '');
    found.push({ ...placeOf(match), link, ...targetOf(link) });
  }
  for (const match of matchesAt(text, named, namedSign))
    found.push({ ...placeOf(match), link: match[0].toLowerCase(), number: null, handle: match[1]!.toLowerCase() });
  return found;
}

const placeOf = ({ 0: whole, index }: RegExpExecArray) => ({ from: index, to: index + whole.length });

function targetOf(link: string): { number: string | null; handle: string | null } {
  const number = /(?:[/=+]|%2b)(\d{7,15})(?!\d)/.exec(link)?.[1];
  if (number !== undefined) return { number: `+${number}`, handle: null };
  const handle = /^[^/]+\/(?:s\/)?@?([a-z][\w.]{2,31})/.exec(link)?.[1] ?? /domain=([a-z]\w{2,31})/.exec(link)?.[1];
  return { number: null, handle: handle ?? null };
}
