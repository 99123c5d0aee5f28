// Control characters have no business in a header field; a tab is a space there. NUL cannot be stored in PostgreSQL at all.
const control = /[\u0000-\u001f\u007f]+/g;
const loneSurrogate = /\p{Surrogate}/gu;

/**
 * Text that PostgreSQL's text and json types take: no NUL or other control characters, no lone surrogates, cut to a length.
 * @param limit in UTF-16 units
 */
export function storable(text: string, limit: number): string {
  return text.slice(0, limit).replace(control, ' ').replace(loneSurrogate, '\ufffd').trim();
}
