import type { Response } from 'express';
import type { Readable } from 'node:stream';

/** Bytes for the browser to save: always as an attachment with `nosniff`, the name after RFC 6266. */
export interface FileForDownload { name: string; type: string; size: number | null; open(): Promise<Readable> }

export async function sendFile(_response: Response, _file: FileForDownload): Promise<void> {}
