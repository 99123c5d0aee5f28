// C0, DEL and C1, and the two line ends of Unicode: none of them belongs in a header field.
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
// The same without tab and line feed.
const controlInText = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** For a header field: one line, no control characters, so that nobody writes a field of their own (RFC 5322 2.2). */
export const headerWords = (words: string): string => words.toWellFormed().replace(control, ' ').trim();

/** For a body: line ends are `\n` alone; a lone CR or a NUL would be changed on the way and with it the hash (RFC 5321 2.3.8). */
export const bodyWords = (words: string): string =>
  words.toWellFormed().replace(/\r\n?/g, '\n').replace(controlInText, '');

/** `Re:` once, whatever the client's program made of it. */
export function answerSubject(subject: string): string {
  const bare = headerWords(subject).replace(/^((re|aw|sv|vs|odp|отв|відп|на)(\[\d+\]|\(\d+\))?\s*:\s*)+/iu, '');
  return `Re: ${bare}`.trim();
}

/** The last part of a path, as browsers send it; never empty. */
export const fileName = (name: string): string =>
  headerWords(name).split(/[\\/]/).at(-1)?.replace(/^\.+/, '').slice(0, 255).toWellFormed() || 'file';

export const mediaType = (type: string): string =>
  /^[\w.+-]{1,63}\/[\w.+-]{1,63}$/.test(type) ? type.toLowerCase() : 'application/octet-stream';
