/** libmime brings no types of its own; these are the functions of it that we use. */
declare module 'libmime' {
  const libmime: {
    /** Decodes every RFC 2047 encoded word of an unfolded header value; unknown charsets and broken words pass as they are. */
    decodeWords(text: string): string;
    /** One text as encoded words of at most so many signs each, never cut inside a sign. */
    encodeWord(text: string, encoding: 'Q' | 'B', maxLength: number): string;
    /** @param name of a file; `application/octet-stream` where its ending says nothing */
    detectMimeType(name: string): string;
  };
  export default libmime;
}
