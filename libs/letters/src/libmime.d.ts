/** libmime brings no types of its own; this is the one function of it that we use. */
declare module 'libmime' {
  /** Decodes every RFC 2047 encoded word of an unfolded header value; unknown charsets and broken words pass as they are. */
  const libmime: { decodeWords(text: string): string };
  export default libmime;
}
