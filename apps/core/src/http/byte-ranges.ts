/** From the first byte up to, not including, `to`. */
export interface WantedRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What of `size` bytes a Range header asks for (RFC 9110, 14.1.2).
 * `whole`: no header, one that is not understood, or several ranges at once, which a server may answer with everything;
 * `unsatisfiable`: nothing of it is there, the answer is 416.
 */
export function rangeOf(header: string | undefined, size: number): WantedRange | 'whole' | 'unsatisfiable' {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(header?.replaceAll(/\s/g, '') ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole';
  if (first === '') {
    const suffix = Math.min(Number(last), size);
    return suffix === 0 ? 'unsatisfiable' : { from: size - suffix, to: size };
  }
  const from = Number(first);
  const to = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < from) return 'whole';
  return from >= size ? 'unsatisfiable' : { from, to };
}

/** A strong entity tag of bytes that are named after their own hash. */
export const entityTag = (sha256: string): string => `"${sha256}"`;

/**
 * Whether the caller's copy is of these bytes (If-None-Match: RFC 9110, 13.1.2; weak comparison).
 * @param header one or more tags, or `*`
 */
export function alreadyHas(header: string | undefined, tag: string): boolean {
  return (header ?? '').split(',').some((given) => given.trim() === '*' || given.trim().replace(/^W\//, '') === tag);
}

/** Whether the range is of the bytes that the caller has a part of (If-Range: RFC 9110, 13.1.5; a date never is, we send none). */
export const sameBytes = (ifRange: string | undefined, tag: string): boolean =>
  ifRange === undefined || ifRange === tag;
