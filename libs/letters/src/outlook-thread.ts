/** A reserved byte, five of the time, sixteen of a GUID; each answer adds five more (MS-OXOMSG 2.2.1.3). */
const threadBytes = 22;
/** Hundreds of nanoseconds between 1601, where Windows counts from, and 1970. */
const windowsEpoch = 116_444_736_000_000_000n;

/**
 * What all letters of one Outlook thread share.
 * @param value of Thread-Index, base64
 * @returns 44 hex digits; null for what is no Thread-Index
 */
export function outlookThread(value: string): string | null {
  const text = value.replace(/\s+/g, '');
  if (text.length > 4_000 || !/^[A-Za-z0-9+/]{30,}={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64').subarray(0, threadBytes);
  if (bytes.length < threadBytes || bytes[0] !== 1) return null;
  // A GUID of nothing but noughts is nobody's: some gateways write it on every letter.
  return bytes.subarray(6).every((byte) => byte === 0) ? null : bytes.toString('hex');
}

/**
 * The thread of a conversation of ours that Outlook does not know yet: its id is the GUID, its beginning the time.
 * @param conversationId a UUID of version 7
 * @returns 44 hex digits, always the same for one conversation
 */
export function outlookThreadOf(conversationId: string): string {
  const guid = conversationId.replaceAll('-', '');
  return `01${timeOf(BigInt(`0x${guid.slice(0, 12)}`))}${guid}`;
}

/**
 * Thread-Index of an answer: the thread, and how long after its beginning it was written.
 * @param thread 44 hex digits
 * @returns base64
 */
export function threadIndex(thread: string, at: Date): string {
  // The reserved byte is what stands at the top of any time of our days.
  const begun = BigInt(`0x${thread.slice(0, 12)}`) << 16n;
  const now = BigInt(at.getTime()) * 10_000n + windowsEpoch;
  const passed = now > begun ? now - begun : 0n;
  // A bit for the unit, 31 of the difference: without the lowest 18 bits of the time below 1.7 years, otherwise without the lowest 23.
  const short = passed >> 49n === 0n;
  const difference = (short ? passed >> 18n : (passed >> 23n) | (1n << 31n)) & 0xffff_ffffn;
  // Meant to be random: the seconds tell two answers apart as well, and the same letter composed again is the same.
  const unlike = Math.trunc(at.getTime() / 1_000) & 0xff;
  const child = difference.toString(16).padStart(8, '0') + unlike.toString(16).padStart(2, '0');
  return Buffer.from(thread + child, 'hex').toString('base64');
}

/** The upper five bytes of the lower seven of a Windows time, without its highest, which is 01 as the reserved byte before it. */
function timeOf(ms: bigint): string {
  const time = (ms * 10_000n + windowsEpoch) >> 16n;
  return (time & 0xff_ffff_ffffn).toString(16).padStart(10, '0');
}
