import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { alreadyHas, entityTag, rangeOf, sameBytes } from './byte-ranges.js';
import { dispositionOf } from './send-file.js';
import { streamTo } from './stream-to.js';

/** Bytes for the page to play, any part of them at any time. */
export interface RangedBytes {
  /** Ours, never somebody else's word. */
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  /** The page may keep it, and asks each time whether it still may. */
  readonly mayBeKept?: boolean;
  /** For the browser to save under this name, as the sender wrote it, and not to show. */
  readonly saveAs?: string;
  open(range: { from: number; to: number }): Promise<Readable>;
}

/** GET with byte ranges and HEAD (RFC 9110, 14): 200, 206, 304 or 416; not stored unless it says so, since who may have it is asked each time. */
export async function sendRanged(request: Request, response: Response, bytes: RangedBytes): Promise<void> {
  const tag = entityTag(bytes.sha256);
  const headers: Record<string, string> = {
    'Content-Type': bytes.type,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': bytes.mayBeKept ? 'private, no-cache' : 'private, no-store',
    'Accept-Ranges': 'bytes',
    ETag: tag,
    ...(bytes.saveAs === undefined ? {} : { 'Content-Disposition': dispositionOf(bytes.saveAs) }),
  };
  if (bytes.mayBeKept && alreadyHas(request.get('if-none-match'), tag)) {
    response.status(304).set({ ETag: tag, 'Cache-Control': headers['Cache-Control']! }).end();
    return;
  }
  const asked = sameBytes(request.get('if-range'), tag) ? request.get('range') : undefined;
  // A range is defined for GET alone.
  const wanted = request.method === 'GET' ? rangeOf(asked, bytes.size) : 'whole';
  if (wanted === 'unsatisfiable') {
    response.set({ ...headers, 'Content-Range': `bytes */${bytes.size}`, 'Content-Length': '0' });
    response.status(416).end();
    return;
  }
  const { from, to } = wanted === 'whole' ? { from: 0, to: bytes.size } : wanted;
  headers['Content-Length'] = String(to - from);
  if (wanted !== 'whole') headers['Content-Range'] = `bytes ${from}-${to - 1}/${bytes.size}`;
  if (request.method === 'HEAD') {
    response.set(headers).end();
    return;
  }
  const status = wanted === 'whole' ? 200 : 206;
  await streamTo(response, { status, headers, mayBeEmpty: to === from, open: () => bytes.open({ from, to }) });
}
