/* Runs inside the page, as page-functions.ts: bytes stay there and pass in pieces. */

import type { Inside } from './inside.js';

/** The library hands a whole medium over as one text; from now on it stays in the page, and passes in pieces, both ways. */
export function keepMediaInPage(): void {
  const page = globalThis as unknown as Inside;
  const library = page.WWebJS;
  if (!library) return;
  library.arrayBufferToBase64Async = (buffer) => {
    page.keeplineMedia = new Uint8Array(buffer);
    return Promise.resolve('kept');
  };
  const original = library.mediaInfoToFile.bind(library);
  library.mediaInfoToFile = (info) => {
    if (info.data !== 'kept') return original(info);
    const blob = new Blob(page.keeplineParts ?? [], { type: info.mimetype });
    return new File([blob], info.filename ?? '', { type: info.mimetype, lastModified: Date.now() });
  };
}

/** Bytes of the medium that is kept; null: none. */
export function mediaSize(): number | null {
  return (globalThis as unknown as Inside).keeplineMedia?.length ?? null;
}

/** @returns base64 */
export function mediaPiece(from: number, to: number): string {
  const bytes = (globalThis as unknown as Inside).keeplineMedia?.subarray(from, to) ?? new Uint8Array();
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export function dropMedia(): void {
  const page = globalThis as unknown as Inside;
  page.keeplineMedia = null;
  page.keeplineParts = [];
}

/** @param piece base64 */
export function addPart(piece: string): void {
  const page = globalThis as unknown as Inside;
  page.keeplineParts = [...(page.keeplineParts ?? []), Uint8Array.from(atob(piece), (letter) => letter.charCodeAt(0))];
}
