/** Characters that are shown: a browser lays out no more of them at once. */
const shown = 300_000;

/** Programs of our countries write windows-1251 as often as UTF-8, and spreadsheets UTF-16; none of them says so. */
export function textOfBytes(bytes: Uint8Array): { text: string; cut: boolean } {
  const [first, second] = bytes;
  const charset =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  const text =
    charset === null
      ? (asUtf8(bytes) ?? new TextDecoder('windows-1251').decode(bytes))
      : new TextDecoder(charset).decode(bytes);
  return { text: text.slice(0, shown), cut: text.length > shown };
}

function asUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
