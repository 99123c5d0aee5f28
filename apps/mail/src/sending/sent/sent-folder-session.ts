import type { Mailbox } from '../../mailboxes/mailbox.repository.js';
import type { ServerEntrance } from '../../mailboxes/server-entrance.js';
import { MailServerTrouble, troubleOf } from '../../mailboxes/server-trouble.js';
import { sentIs } from '../../mailboxes/watched-folders.js';
import type { FolderTiming } from '../../receiving/imap/folder-sink.js';
import { enterImap, type ImapConnection } from '../../receiving/imap/imap-connection.js';
import { findSentFolder } from '../../receiving/imap/sent-folder.js';

/** Slower than this an upload is given up: bytes for each millisecond. */
const slowestBytesPerMs = 10;

/** One visit to a mailbox's folder of sent letters. */
export class SentFolderSession {
  private constructor(
    private readonly connection: ImapConnection,
    private readonly path: string,
    private readonly timing: FolderTiming,
  ) {}

  /** @returns null: the server has no such folder. @throws MailServerTrouble */
  static async open(
    imap: NonNullable<Mailbox['settings']['imap']>,
    entrance: ServerEntrance,
    timing: FolderTiming,
    signal: AbortSignal,
  ): Promise<SentFolderSession | null> {
    const connection = await enterImap(entrance, timing, signal);
    try {
      const path = sentIs(imap) === 'named' ? imap.sentFolder : await findSentFolder(connection);
      if (path !== null) {
        await connection.run((client) => client.mailboxOpen(path));
        return new SentFolderSession(connection, path, timing);
      }
      connection.close();
      return null;
    } catch (error) {
      connection.close();
      throw troubleOf(error);
    }
  }

  /**
   * Whether a letter of this Message-ID lies there: ours from before a crash, or the provider's own.
   * Looked for before each append, so that whatever broke off is found and not done twice.
   */
  async holds(messageId: string): Promise<boolean> {
    const found = await this.asking(() =>
      this.connection.run(
        (client) => client.search({ header: { 'Message-ID': messageId } }, { uid: true }),
        this.timing.fetchMs,
      ),
    );
    if (!Array.isArray(found)) throw new MailServerTrouble('mail.server-refused');
    return found.length > 0;
  }

  /** Read already, and with the moment at which it went. @throws MailServerTrouble */
  async lay(letter: Buffer, sentAt: Date): Promise<void> {
    const withinMs = this.timing.fetchMs + letter.length / slowestBytesPerMs;
    const laid = await this.asking(() =>
      this.connection.run((client) => client.append(this.path, letter, ['\\Seen'], sentAt), withinMs),
    );
    if (!laid) throw new MailServerTrouble('mail.server-refused');
  }

  close(): void {
    this.connection.close();
  }

  private async asking<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      throw troubleOf(error);
    }
  }
}
