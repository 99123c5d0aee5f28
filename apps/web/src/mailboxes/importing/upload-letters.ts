import { api, take } from '../../api/client.js';
import { asProblem } from '../../api/problem.js';
import { sendPiece } from '../../api/uploads.js';
import type { MailImport } from './queries.js';

/** Less than the server takes at once: a line that breaks loses no more than this. */
const pieceBytes = 16 * 1024 * 1024;
const attempts = 5;

/**
 * A file in pieces, one after another; a piece that did not arrive is sent again.
 * @param onProgress how much of it has left, from 0 to 1
 * @throws Problem
 */
export async function uploadLetters(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<MailImport> {
  let item = await take(api.POST('/api/v1/mail-imports/files', { body: { name: file.name, size: file.size } }));
  while (item.uploadedBytes < file.size) {
    const from = item.uploadedBytes;
    const piece = file.slice(from, from + pieceBytes);
    const told = (share: number) => onProgress((from + share * piece.size) / file.size);
    item = await again(() =>
      sendPiece<MailImport>(`/api/v1/mail-imports/${item.id}/pieces/${item.pieces}`, piece, told, signal),
    );
  }
  return item;
}

async function again(send: () => Promise<MailImport>): Promise<MailImport> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (asProblem(error).code !== 'network' || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 1_000));
    }
  }
}
