import DOMPurify from 'dompurify';
import { frameDocument } from './frame-document.js';

export interface ShownLetter {
  /** For the frame's srcdoc. */
  document: string;
  /** Pictures that lie on somebody's server: fetching them tells the sender that the letter was read. */
  remoteImages: number;
  /** Content-IDs that the letter shows inside itself. */
  contentIds: string[];
}

interface Options {
  remoteImages: boolean;
  /** Content-ID (without angle brackets) → data: address. The frame is of no origin, so it could not open a blob: of ours. */
  inlined: ReadonlyMap<string, string>;
  /** The word on the button that unfolds quoted text. */
  quotedWord: string;
}

const forbiddenTags =
  'form input button select option optgroup textarea label fieldset iframe frame object embed link meta base audio video source track picture dialog template portal svg math noscript marquee title';
const forbiddenAttributes =
  'action formaction ping srcset autofocus contenteditable tabindex accesskey id name classid usemap ismap background poster lowsrc dynsrc popover popovertarget download';

const isRemote = (address: string) => /^\s*(https?:)?\/\//i.test(address);

function showImage(image: Element, options: Options, found: { remote: number; ids: Set<string> }): void {
  const address = image.getAttribute('src') ?? '';
  if (/^\s*cid:/i.test(address)) {
    const id = decodeURIComponentSafely(address.trim().slice('cid:'.length));
    found.ids.add(id);
    const inlined = options.inlined.get(id);
    if (inlined === undefined) image.removeAttribute('src');
    else image.setAttribute('src', inlined);
  } else if (isRemote(address)) {
    found.remote += 1;
    if (!options.remoteImages) image.removeAttribute('src');
    else image.setAttribute('src', address.trim().replace(/^(http:)?\/\//i, 'https://'));
  } else if (!/^data:image\//i.test(address)) {
    image.removeAttribute('src');
  }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function showLink(link: Element): void {
  const address = link.getAttribute('href') ?? '';
  if (!/^(https?:|mailto:|tel:)/i.test(address)) {
    link.removeAttribute('href');
    return;
  }
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer');
  if (!link.hasAttribute('title')) link.setAttribute('title', address);
}

/** Quotes of earlier letters go behind a summary: `details` unfolds without any script. */
function foldQuotes(body: Element, word: string): void {
  const isQuote =
    'blockquote[type="cite"], blockquote.gmail_quote, div.gmail_quote, div.yahoo_quoted, div.moz-cite-prefix + blockquote';
  for (const quote of body.querySelectorAll(isQuote)) {
    if (quote.parentElement?.closest(isQuote) || quote.closest('details')) continue;
    const fold = quote.ownerDocument.createElement('details');
    const summary = quote.ownerDocument.createElement('summary');
    summary.textContent = `⋯ ${word}`;
    quote.replaceWith(fold);
    fold.append(summary, quote);
  }
}

/** Makes a client's HTML fit to be looked at: sanitised, pictures as chosen, links that open outside, quotes folded. */
export function showLetter(html: string, options: Options): ShownLetter {
  const purify = DOMPurify(window);
  const page = purify.sanitize(html, {
    USE_PROFILES: { html: true },
    WHOLE_DOCUMENT: true,
    RETURN_DOM: true,
    FORBID_TAGS: forbiddenTags.split(' '),
    FORBID_ATTR: forbiddenAttributes.split(' '),
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ADD_ATTR: ['bgcolor'],
  }) as HTMLElement;
  const found = { remote: 0, ids: new Set<string>() };
  for (const image of page.querySelectorAll('img')) showImage(image, options, found);
  for (const link of page.querySelectorAll('a, area')) showLink(link);
  const body = page.querySelector('body');
  if (body !== null) foldQuotes(body, options.quotedWord);
  // Only the body goes into the frame: which way its words run may stand above it.
  const direction = page.getAttribute('dir');
  if (direction !== null && body?.hasAttribute('dir') === false) body.setAttribute('dir', direction);
  const head = [...page.querySelectorAll('head > style')].map((style) => style.outerHTML).join('');
  const inStyles = page.outerHTML.match(/url\(\s*(&quot;|['"])?\s*(https?:)?\/\//gi)?.length ?? 0;
  const letter = { head, body: body?.outerHTML ?? '<body></body>' };
  return {
    document: frameDocument(letter, options.remoteImages),
    remoteImages: found.remote + inStyles,
    contentIds: [...found.ids],
  };
}
