import type { ImapConnection } from './imap-connection.js';

/**
 * The folder in which a server keeps what was sent: by its own mark (RFC 6154 \\Sent), and where it marks none, by the names under which
 * mail programs make it in a few dozen languages (imapflow's list).
 * @returns its path; null: there is none. @throws as `ImapConnection.run`
 */
export async function findSentFolder(connection: ImapConnection): Promise<string | null> {
  const listed = await connection.run((imap) => imap.list());
  const openable = listed.filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'));
  return openable.find(({ specialUse }) => specialUse === '\\Sent')?.path ?? null;
}
