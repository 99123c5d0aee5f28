import type { MailboxChanged } from '#libs/contracts';
import type { FolderStatus } from '../receiving/imap/folder-sink.js';

export type MailboxState = Omit<MailboxChanged, 'channelId' | 'at'>;

export const stateOff: MailboxState = { state: 'off', code: null, detail: null, progress: null };
/** Receives by SMTP alone, or only sends: there is nothing to connect to. */
export const stateWithoutImap: MailboxState = { state: 'online', code: null, detail: null, progress: null };

/**
 * One state for a mailbox out of those of its folders: what goes well decides the state, what goes wrong the code,
 * so that a folder which is gone shows beside others that are served.
 */
export function stateOf(folders: Iterable<FolderStatus>): MailboxState {
  const all = [...folders];
  const waiting = all.find((folder) => folder.is === 'waiting');
  const trouble = { code: waiting?.code ?? null, detail: waiting?.detail ?? null };
  const filling = all.filter((folder) => folder.is === 'backfilling');
  if (filling.length > 0) {
    const done = filling.reduce((sum, folder) => sum + folder.done, 0);
    const total = filling.reduce((sum, folder) => sum + folder.total, 0);
    return { state: 'backfilling', ...trouble, progress: { done, total } };
  }
  if (all.some((folder) => folder.is === 'online')) return { state: 'online', ...trouble, progress: null };
  return { state: waiting ? 'waiting' : 'connecting', ...trouble, progress: null };
}
