import type { IncomingMessage } from 'node:http';
import { UserError } from '#libs/errors';

/** A batch of Meta's is a few hundred kilobytes at the most; base64 of this still fits through the bus. */
const largest = 4 * 1024 * 1024;

/** The bytes as they came: the signature is over them and nothing else. @throws UserError `whatsapp.webhook-too-large`, `request.malformed` */
export async function rawBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > largest) throw new UserError('whatsapp.webhook-too-large');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largest) throw new UserError('whatsapp.webhook-too-large');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('request.malformed', {}, { cause: error });
  }
  return Buffer.concat(chunks);
}
