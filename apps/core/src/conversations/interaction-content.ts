import { transcode } from 'node:buffer';
import { CannotUnseal, type MasterKey } from '#libs/evidence';
import type { InteractionKind } from './interaction-facts.js';
import type { AttachmentView } from './interaction.view.js';

/** What a full reading of an original gave, as it stands in `interaction_content`: text and HTML are sealed apart, a timeline needs only the text. */
export interface SealedContent {
  sealedText: Buffer;
  /** Of a letter whose text is longer than a timeline may need, that much of it, sealed as the text is. */
  sealedStart: Buffer | null;
  /** null: the original has no HTML. */
  sealedHtml: Buffer | null;
  /** The first words, for lists. */
  snippet: Buffer;
}

export interface ReadBody {
  text: string;
  html: string | null;
}

/** In the order of the original, so that `n` finds it again; names as the sender wrote them. */
export type ReadAttachment = Omit<AttachmentView, 'scan' | 'threat' | 'held'>;

const purposes = { text: 'content/text', html: 'content/html', snippet: 'content/snippet' } as const;
const snippetLength = 200;
/** Characters of a letter that a timeline shows. It is folded there, to some 240: whoever opens a longer one asks for its body. */
export const shownOfLetter = 500;
/** An address that is cut in two is not masked: more is masked than is shown, and of what was cut the end, as long as an address can be, is dropped. */
export const longestAddress = 400;
const lettersStart = shownOfLetter + longestAddress;

/** @param kind a timeline shows the beginning of a letter, and all of everything else */
export function sealContent(masterKey: MasterKey, body: ReadBody, kind: InteractionKind): SealedContent {
  const seal = (text: string, what: keyof typeof purposes) => masterKey.seal(Buffer.from(text, 'utf8'), purposes[what]);
  const goesOn = kind === 'email' && body.text.length > lettersStart;
  return {
    sealedText: seal(body.text, 'text'),
    sealedStart: goesOn ? seal(body.text.slice(0, lettersStart).toWellFormed(), 'text') : null,
    sealedHtml: body.html === null ? null : seal(body.html, 'html'),
    snippet: seal(snippetOf(body.text), 'snippet'),
  };
}

/** Words that stand beside a content, sealed as its text is: either can take the other's place. */
export const sealText = (masterKey: MasterKey, text: string): Buffer =>
  masterKey.seal(Buffer.from(text, 'utf8'), purposes.text);

/** null where it cannot be opened any more (another master key, a changed byte): it can be read anew from the evidence. */
export function unsealed(masterKey: MasterKey, sealed: Buffer | null, what: keyof typeof purposes): string | null {
  return opened(masterKey, sealed, what)?.toString('utf8') ?? null;
}

/**
 * The text's beginning, for lists: only that much of it is decoded.
 * @param length UTF-16 units at most
 * @returns null as for `unsealed`
 */
export function unsealedStart(
  masterKey: MasterKey,
  sealed: Buffer | null,
  length: number,
): { text: string; cut: boolean } | null {
  const plain = opened(masterKey, sealed, 'text');
  if (plain === null) return null;
  // A unit takes three bytes at most. Fifty times a page: the way over UTF-16 takes a fifth of the time of toString('utf8') (Node 20).
  const start = plain.subarray(0, length * 3);
  const text = start.length === 0 ? '' : transcode(start, 'utf8', 'utf16le').toString('utf16le');
  const cut = start.length < plain.length || text.length > length;
  return { text: cut ? text.slice(0, length).toWellFormed() : text, cut };
}

function opened(masterKey: MasterKey, sealed: Buffer | null, what: keyof typeof purposes): Buffer | null {
  if (sealed === null) return null;
  try {
    return masterKey.unseal(sealed, purposes[what]);
  } catch (error) {
    if (error instanceof CannotUnseal) return null;
    throw error;
  }
}

/** The letter's own first words: quoted lines and what introduces them are left out, unless there is nothing else. */
export function snippetOf(text: string): string {
  const start = text.slice(0, 4_000);
  const words = firstWords(start.replace(/^[ \t]*>.*$/gm, '')) || firstWords(start);
  return words.length <= snippetLength ? words : withoutHalves(words.slice(0, snippetLength));
}

/** With one blank between each; a few more than a list shows, from which it can be seen that there are more. */
function firstWords(text: string): string {
  let words = '';
  for (const [word] of text.matchAll(/\S+/g)) {
    words += words === '' ? word : ` ${word}`;
    if (words.length > snippetLength) break;
  }
  return words;
}

/** What a cut went through: half an address or half a number is not masked, because it is none. */
const withoutHalves = (cut: string): string => cut.replace(/[\d\s()+./-]*\S*$/, '').toWellFormed();
