import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Response } from 'express';

/**
 * Streams an answer. An error before the first byte is thrown and becomes a problem document; a later one breaks the connection,
 * so that nobody takes half a file for a whole one. A client that goes away is no error.
 */
export async function streamTo(
  response: Response,
  answer: { status: number; headers: Record<string, string>; mayBeEmpty: boolean; open(): Promise<Readable> },
): Promise<void> {
  const bytes = await answer.open();
  // `pipeline` says the same of both ends (ERR_STREAM_PREMATURE_CLOSE) and leaves it on the file too: whose end came first tells them apart.
  let clientLeft = false;
  response.once('close', () => (clientLeft = !bytes.destroyed || (bytes.readableEnded && !bytes.errored)));
  try {
    if (bytes.errored) throw bytes.errored;
    if (!answer.mayBeEmpty && bytes.readableLength === 0 && !bytes.readableEnded) await once(bytes, 'readable');
    if (response.destroyed) return;
    response.statusCode = answer.status;
    response.set(answer.headers);
    await pipeline(bytes, response);
  } catch (error) {
    if (!clientLeft) throw error;
  } finally {
    bytes.destroy();
  }
}
