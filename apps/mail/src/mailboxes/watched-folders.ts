import type { MailboxSettings } from '#libs/contracts';

export interface FolderToWatch {
  /** null: the folder of sent letters, to be found on the server. */
  path: string | null;
  direction: 'inbound' | 'outbound';
  watchedBeside: readonly string[];
}

type Imap = NonNullable<MailboxSettings['imap']>;

/** How the folder of sent letters is known, also by settings that were written before one could choose. */
export const sentIs = ({ sent, sentFolder }: Imap): NonNullable<Imap['sent']> => {
  if (sent === 'named') return sentFolder === null ? 'found' : 'named';
  return sent ?? (sentFolder === null ? 'found' : 'named');
};

/** Every folder of a mailbox that is read, each once: the inboxes, and where its sent letters lie. */
export function foldersOf(imap: Imap): FolderToWatch[] {
  const how = sentIs(imap);
  const named = how === 'named' ? imap.sentFolder : null;
  const inbound = [...new Set(imap.folders)].filter((path) => path !== named);
  return [
    ...inbound.map((path) => ({ path, direction: 'inbound' as const, watchedBeside: [] })),
    ...(how === 'none' ? [] : [{ path: named, direction: 'outbound' as const, watchedBeside: inbound }]),
  ];
}
