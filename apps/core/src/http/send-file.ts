import type { Readable } from 'node:stream';
import type { Response } from 'express';
import { streamTo } from './stream-to.js';

/** Bytes for the browser to save: always as an attachment with `nosniff`, the name after RFC 6266. */
export interface FileForDownload {
  /** As the sender wrote it; nothing in it is trusted. */
  name: string;
  /** A media type as the sender wrote it; whatever is not one becomes application/octet-stream. */
  type: string;
  /** Bytes; null when it is not known before it was read. */
  size: number | null;
  open(): Promise<Readable>;
}

/** Streams the file, as `streamTo` does. */
export async function sendFile(response: Response, file: FileForDownload): Promise<void> {
  const headers: Record<string, string> = {
    'Content-Type': mediaType(file.type),
    'Content-Disposition': dispositionOf(file.name),
    'X-Content-Type-Options': 'nosniff',
    // Should a browser show it after all: no script, no form, no origin.
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': 'private, no-store',
    ...(file.size === null ? {} : { 'Content-Length': String(file.size) }),
  };
  if (response.req.method === 'HEAD') {
    response.set(headers).end();
    return;
  }
  await streamTo(response, { status: 200, headers, mayBeEmpty: file.size === 0, open: () => file.open() });
}

const mediaType = (type: string): string => {
  const known = /^[a-z0-9][\w.+-]{0,63}\/[a-z0-9][\w.+-]{0,63}$/i.test(type);
  return known ? type.toLowerCase() : 'application/octet-stream';
};

/** `attachment` with an ASCII name for old programs and the real one in UTF-8 (RFC 6266, RFC 8187). */
export function dispositionOf(name: string): string {
  const shown = safeName(name);
  const ascii = shown.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\%]/g, '_');
  const encoded = encodeURIComponent(shown).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** No path, no control characters, no bidirectional override that makes `exe.txt` of `txt.exe`, no lone surrogate. */
function safeName(name: string): string {
  const flat = name
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '')
    .replaceAll(/[/\\:*?"<>|]/g, '_')
    .replaceAll(/^[.\s]+|[.\s]+$/g, '');
  const letters = [...flat];
  if (letters.length === 0) return 'file';
  if (letters.length <= 150) return flat;
  const ending = /\.[a-z0-9]{1,10}$/i.exec(flat)?.[0] ?? '';
  return letters.slice(0, 150 - ending.length).join('') + ending;
}
