import { createServer, type AddressInfo, type Server } from 'node:net';
import { ImapServerSession } from './imap-server-session.js';

export interface ServedLetter {
  uid: number;
  source: Buffer;
  receivedAt: Date;
  flags: Set<string>;
}

export interface ServedFolder {
  uidValidity: number;
  nextUid: number;
  letters: ServedLetter[];
  specialUse: string | null;
}

/** What goes wrong on purpose. Each may be set and unset at any time. */
export interface ImapFaults {
  refuseLogin: boolean;
  /** UIDs whose FETCH of a body is answered with NO. */
  refusedUids: Set<number>;
  /** UIDs on which the server hangs up while it sends their body. */
  deadlyUids: Set<number>;
  /** UIDs that a FETCH leaves out without a word. */
  withheldUids: Set<number>;
  /** The next connection that fetches is cut after so many bytes of answers. */
  cutAfterBytes: number | null;
  /** Takes commands and answers nothing more: a half-dead connection without FIN. */
  mute: boolean;
  /** The next letter that is appended is kept, and the connection is gone before the answer. */
  appendUnanswered: boolean;
  /** Every command is answered with `* OK still here` again and again, never with its tag. */
  stillHere: boolean;
}

/**
 * A small IMAP4rev1 server in this process: as much as a careful client needs, and it misbehaves when told to.
 * It keeps no state on disk; what a client did is seen in `log` and in the letters' flags.
 */
export class ImapServer {
  readonly folders = new Map<string, ServedFolder>();
  readonly faults: ImapFaults = {
    refuseLogin: false,
    refusedUids: new Set(),
    deadlyUids: new Set(),
    withheldUids: new Set(),
    cutAfterBytes: null,
    mute: false,
    appendUnanswered: false,
    stillHere: false,
  };
  /** The commands that came, without their tags; passwords are left out. */
  readonly log: string[] = [];
  logins = 0;
  /** Access tokens that are good now; null: this server knows passwords only. */
  tokens: { has(token: string): boolean } | null = null;
  private readonly sessions = new Set<ImapServerSession>();
  private server: Server | null = null;

  constructor(readonly account: { user: string; password: string } = { user: 'sales@corp.test', password: 'secret' }) {
    this.addFolder('INBOX');
  }

  addFolder(path: string, specialUse: string | null = null): ServedFolder {
    const folder: ServedFolder = { uidValidity: 1, nextUid: 1, letters: [], specialUse };
    this.folders.set(path, folder);
    return folder;
  }

  /** @returns the port */
  async listen(port = 0): Promise<number> {
    this.server = createServer((socket) => {
      const session = new ImapServerSession(this, socket);
      this.sessions.add(session);
      socket.on('close', () => this.sessions.delete(session));
    });
    await new Promise<void>((resolve) => this.server!.listen(port, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
    this.server = null;
  }

  /** Every connection is gone at once, without BYE. */
  hangUp(): void {
    for (const session of this.sessions) session.socket.destroy();
  }

  get connections(): number {
    return this.sessions.size;
  }

  folder(path = 'INBOX'): ServedFolder {
    const folder = this.folders.get(path);
    if (!folder) throw new Error(`The server has no folder ${path}`);
    return folder;
  }

  /** A letter arrives; whoever idles on the folder hears of it. @returns its UID */
  deliver(
    source: Buffer | string,
    { path = 'INBOX', receivedAt = new Date(), flags = [] as readonly string[] } = {},
  ): number {
    const folder = this.folder(path);
    const uid = folder.nextUid++;
    folder.letters.push({ uid, source: Buffer.from(source), receivedAt, flags: new Set(flags) });
    for (const session of this.sessions) session.announce(path);
    return uid;
  }

  /** As after a restored backup: the same letters under other UIDs. */
  changeUidValidity(path = 'INBOX'): void {
    const folder = this.folder(path);
    folder.uidValidity++;
    folder.nextUid = 1;
    for (const letter of folder.letters) letter.uid = folder.nextUid++;
    this.hangUp();
  }
}
