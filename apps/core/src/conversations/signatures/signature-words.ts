import type { IOptions } from 'sanitize-html';
import { textOfHtml } from '../reading/text-of-html.js';

/** What stands in braces in a signature and is put in when a letter is written. */
export const signatureVariables = [
  ...(['me.name', 'me.first-name', 'me.title', 'me.phone', 'me.extension', 'team.name', 'channel.address'] as const),
  ...(['company.name', 'company.phone', 'company.website', 'company.logo', 'own'] as const),
] as const;
export type SignatureVariable = (typeof signatureVariables)[number];

/**
 * null: nobody has said. `own` stands where an employee's own words are to stand in the words of all; of `company.logo` there is
 * {@link logoPlace}.
 */
export type SignatureValues = Readonly<Record<SignatureVariable, string | null>>;

/** Where the company's picture comes, which no words are; it is put there when all else is clean. */
export const logoPlace = '\uE000logo\uE000';
/** Of the picture among the parts of a letter. */
export const logoContentId = 'company-logo@signature';
const mostLogo = { width: 220, height: 56 };

/** What stands under a letter. */
export interface SignatureWords {
  readonly text: string;
  /** null: the words have no markup. */
  readonly html: string | null;
}

const braces = /\{\{\s*([^{}]{1,100}?)\s*\}\}/gu;
const isVariable = (name: string): name is SignatureVariable =>
  (signatureVariables as readonly string[]).includes(name);
const namesIn = (text: string): string[] => [...text.matchAll(braces)].map(([, name]) => name!);

/** Names in braces that nobody can fill, each once. @param own whether `own` may stand there */
export const unknownIn = (texts: readonly string[], own: boolean): string[] => [
  ...new Set(texts.flatMap(namesIn).filter((name) => !isVariable(name) || (name === 'own' && !own))),
];

/** Variables of the texts without a value, each once; without one's own words nothing is missing. */
export const unsaidIn = (texts: readonly string[], values: SignatureValues): SignatureVariable[] =>
  [
    ...new Set(texts.flatMap(namesIn).filter((name) => isVariable(name) && name !== 'own' && values[name] === null)),
  ] as SignatureVariable[];

/** What is left at the ends of a line between whose parts nothing stands any more. */
const leftOver = /^[\s,;|·•/–—-]+|[\s,;|·•/–—-]+$/gu;
/** Two signs of which the first parted what is not there. */
const doubled = /([,;|·•/])(?:\s*[,;|·•/])+/gu;

/** A line that says nothing but what nobody has said goes; of the others the loose commas. */
function filledLine(line: string, values: SignatureValues, written: (value: string) => string): string | null {
  const names = namesIn(line).filter(isVariable);
  const said = names.filter((name) => values[name] !== null);
  if (names.length > 0 && said.length === 0) return null;
  const filled = line.replace(braces, (whole, name: string) =>
    isVariable(name) ? written(values[name] ?? '') : whole,
  );
  return said.length === names.length ? filled : filled.replace(doubled, '$1').replace(leftOver, '');
}

const filled = (text: string, values: SignatureValues, written: (value: string) => string): string =>
  text
    .split('\n')
    .map((line) => filledLine(line, values, written))
    .filter((line) => line !== null)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign]!);

/** Words as markup: they say the same and no more. */
export const asMarkup = (text: string): string => escaped(text).replaceAll('\n', '<br>\n');

const length = /^\d{1,3}(?:\.\d+)?(?:px|pt|em|rem|%)?$/;
const lengths = /^(?:\d{1,3}(?:px|pt|em|rem|%)?\s*){1,4}$/;
const colour = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s,.%]{1,40}\))$/i;
const border = /^\d{1,2}px (?:solid|dashed|dotted) (?:#[0-9a-f]{3,8}|[a-z]{3,20})$/i;

/**
 * What may stand under a letter: words, links, simple tables. No pictures from elsewhere, for they tell their server who reads; no scripts,
 * sheets or forms, which no mail program would keep either.
 */
const rules: IOptions = {
  allowedTags: [
    ...['p', 'div', 'span', 'br', 'hr', 'b', 'strong', 'i', 'em', 'u', 's', 'small', 'sub', 'sup', 'a'],
    ...['ul', 'ol', 'li', 'table', 'tbody', 'tr', 'td', 'blockquote', 'h3', 'h4'],
  ],
  allowedAttributes: {
    a: ['href'],
    td: ['align', 'valign', 'width'],
    table: ['cellpadding', 'cellspacing'],
    '*': ['style'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  allowedStyles: {
    '*': {
      color: [colour],
      'background-color': [colour],
      'font-family': [/^[\w\s,'"-]{1,100}$/],
      'font-size': [length],
      'font-style': [/^(?:normal|italic)$/],
      'font-weight': [/^(?:normal|bold|[1-9]00)$/],
      'line-height': [length],
      margin: [lengths],
      padding: [lengths],
      'text-align': [/^(?:left|right|center)$/],
      'text-decoration': [/^(?:none|underline|line-through)$/],
      'border-top': [border],
      'border-left': [border],
      'vertical-align': [/^(?:top|middle|bottom|baseline)$/],
    },
  },
  disallowedTagsMode: 'discard',
};

/** Markup without everything that does not belong under a letter. Ends of blocks end a line, so that a block without words can go. */
export async function cleanMarkup(html: string): Promise<string> {
  // Loaded for the first markup: it was measured at 10 MB.
  const { default: sanitizeHtml } = await import('sanitize-html');
  return sanitizeHtml(html, rules)
    .replace(/(<br ?\/?>|<\/(?:p|div|tr|li|h3|h4)>)[^\S\n]*\n?/g, '$1\n')
    .trim();
}

/** What markup says in plain words. */
export const wordsOfMarkup = (html: string): string => textOfHtml(html).trim();

/** With everything put in. Values are words: whatever they hold becomes no markup. */
export async function filledSignature(
  { text, html }: SignatureWords,
  values: SignatureValues,
  own: SignatureWords | null,
): Promise<SignatureWords> {
  // Words alone show no picture.
  const said = filled(text, { ...values, own: own?.text ?? null, 'company.logo': null }, (value) => value);
  const pictured = values['company.logo'] !== null && namesIn(text).includes('company.logo');
  if (html === null && (own?.html ?? null) === null && !pictured) return { text: said, html: null };
  const place = '\u0000own\u0000';
  const marked = filled(html ?? asMarkup(text), { ...values, own: own === null ? null : place }, (value) =>
    value === place ? (own?.html ?? asMarkup(own?.text ?? '')) : escaped(value),
  );
  return { text: said, html: await cleanMarkup(marked) };
}

/** With the company's picture in its place, as a part of the letter itself: one from elsewhere would tell its server who reads. */
export function withLogo(html: string, logo: { name: string; width: number | null; height: number | null }): string {
  const { width, height } = logo;
  const share = width && height ? Math.min(1, mostLogo.width / width, mostLogo.height / height) : null;
  const sides =
    share === null
      ? `height="${mostLogo.height}"`
      : `width="${Math.round(width! * share)}" height="${Math.round(height! * share)}"`;
  const picture = `<img src="cid:${logoContentId}" alt="${escaped(logo.name)}" ${sides} />`;
  return html.replace(placeOrTag, (found) => (found === logoPlace ? picture : found.replaceAll(logoPlace, '')));
}

const placeOrTag = new RegExp(`<[^>]*>|${logoPlace}`, 'gu');

/** RFC 3676, 4.3: two hyphens and a space on a line of their own part the words from the signature. */
const delimiter = '-- ';

/** Words of a letter with the signature under them, once: whoever wrote it in by hand gets no second one. */
export function withSignature(
  letter: { readonly text: string; readonly html: string | null },
  signature: SignatureWords | null,
): { text: string; html: string | null } {
  if (signature === null || letter.text.includes(signature.text)) return { text: letter.text, html: letter.html };
  const said = letter.text.trimEnd();
  const text = `${said === '' ? '' : `${said}\n\n`}${delimiter}\n${signature.text}`;
  if (letter.html === null && signature.html === null) return { text, html: null };
  const under = `<div>${delimiter}<br>\n${signature.html ?? asMarkup(signature.text)}</div>`;
  const words = letter.html ?? (said === '' ? '' : `<div>${asMarkup(said)}</div>\n<br>`);
  const end = /<\/body\s*>/i.exec(words)?.index ?? words.length;
  return { text, html: `${words.slice(0, end)}\n${under}${words.slice(end)}` };
}
