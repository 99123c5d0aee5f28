import { Problem, problemFrom } from '../api/problem.js';
import { attachmentAddress } from '../timeline/attachments.js';
import type { ShownFile } from './viewable.js';

/** The file itself; the server puts on record that it was opened. @throws Problem */
export async function bytesOf({ interactionId, n }: ShownFile): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(attachmentAddress(interactionId, n)).catch(() => {
    throw new Problem(0, 'network');
  });
  if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => null));
  return new Uint8Array(await answer.arrayBuffer());
}

/** The same answer for both: a file never changes. */
export const bytesQuery = (file: ShownFile) => ({
  queryKey: ['file', file.interactionId, file.n],
  queryFn: () => bytesOf(file),
  staleTime: Infinity,
  // A file is large: it goes as soon as nobody looks at it.
  gcTime: 0,
  retry: false,
});
