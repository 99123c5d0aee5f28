import type { Socket } from 'node:net';
import type { ImapServer, ServedLetter } from './imap-server.js';
import { daySince, internalDate, unquote } from './imap-words.js';

/** One connection to the stand-in. */
export class ImapServerSession {
  private pending = '';
  private selected: { path: string; told: number } | null = null;
  private idleTag: string | null = null;
  private authTag: string | null = null;
  /** A letter on its way in: APPEND has said how long it is. */
  private literal: { tag: string; path: string; flags: string[]; receivedAt: Date; bytes: number } | null = null;
  private sent = 0;

  constructor(
    private readonly server: ImapServer,
    readonly socket: Socket,
  ) {
    socket.on('error', () => undefined);
    socket.on('data', (data) => this.onData(data.toString('latin1')));
    this.line(`* OK [CAPABILITY ${this.capabilities}] ready`);
  }

  private get capabilities(): string {
    return `IMAP4rev1 IDLE SPECIAL-USE ${this.server.tokens ? 'AUTH=XOAUTH2' : 'AUTH=PLAIN'} SASL-IR UIDPLUS`;
  }

  announce(path: string): void {
    if (this.idleTag !== null && this.selected?.path === path) this.tellExists();
  }

  private onData(text: string): void {
    this.pending += text;
    if (this.literal !== null) return this.takeLiteral(this.literal);
    for (let end = this.pending.indexOf('\r\n'); end !== -1; end = this.pending.indexOf('\r\n')) {
      const line = this.pending.slice(0, end);
      this.pending = this.pending.slice(end + 2);
      this.onLine(line);
      if (this.literal !== null) return this.takeLiteral(this.literal);
    }
  }

  private takeLiteral({ tag, path, flags, receivedAt, bytes }: NonNullable<ImapServerSession['literal']>): void {
    if (this.pending.length < bytes + 2) return;
    const source = Buffer.from(this.pending.slice(0, bytes), 'latin1');
    this.pending = this.pending.slice(bytes + 2);
    this.literal = null;
    const uid = this.server.deliver(source, { path, receivedAt, flags });
    if (this.server.faults.appendUnanswered) {
      this.server.faults.appendUnanswered = false;
      this.socket.destroy();
      return;
    }
    if (this.selected?.path === path) this.tellExists();
    this.line(`${tag} OK [APPENDUID ${this.server.folder(path).uidValidity} ${uid}] appended`);
    this.onData('');
  }

  private append(tag: string, rest: string): void {
    const [, path = '', flags = '', date = '', bytes = '0'] =
      /^("[^"]*"|\S+)(?: \(([^)]*)\))?(?: "([^"]*)")? \{(\d+)\+?\}$/.exec(rest) ?? [];
    if (!this.server.folders.has(unquote(path))) return this.line(`${tag} NO [TRYCREATE] no such folder`);
    this.literal = {
      ...{ tag, path: unquote(path), flags: flags.split(' ').filter((flag) => flag !== '') },
      receivedAt: date === '' ? new Date() : new Date(date),
      bytes: Number(bytes),
    };
    this.line('+ go on');
  }

  private onLine(line: string): void {
    if (this.server.faults.mute) return;
    if (this.authTag !== null) return this.authenticate(this.authTag, line);
    if (this.idleTag !== null) {
      if (/^DONE$/i.test(line)) this.line(`${this.idleTag} OK done`);
      this.idleTag = null;
      return;
    }
    const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? [];
    const name = command.toUpperCase();
    this.server.log.push(name === 'LOGIN' || name === 'AUTHENTICATE' ? name : `${name} ${rest}`.trim());
    if (this.server.faults.stillHere) return this.line('* OK still here');
    this.onCommand(tag, name, rest);
  }

  private onCommand(tag: string, name: string, rest: string): void {
    const ok = (words = 'done') => this.line(`${tag} OK ${words}`);
    switch (name) {
      case 'CAPABILITY':
        this.line(`* CAPABILITY ${this.capabilities}`);
        return ok();
      case 'LOGIN': {
        const [user = '', password = ''] = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
          (m) => m[1] ?? m[2] ?? '',
        );
        return this.login(tag, user, password);
      }
      case 'AUTHENTICATE': {
        const [how, initial] = rest.split(' ');
        if (how?.toUpperCase() === 'XOAUTH2') return this.bearer(tag, initial ?? '');
        if (initial !== undefined) return this.authenticate(tag, initial);
        this.authTag = tag;
        return this.line('+ ');
      }
      case 'APPEND':
        return this.append(tag, rest);
      case 'LIST':
        return this.list(tag, rest);
      case 'LSUB':
      case 'NAMESPACE':
      case 'ID':
      case 'ENABLE':
        return name === 'LSUB' ? ok() : this.line(`${tag} BAD not here`);
      case 'STATUS':
        return this.status(tag, rest);
      case 'SELECT':
      case 'EXAMINE':
        return this.select(tag, name, rest);
      case 'UID SEARCH':
        return this.search(tag, rest);
      case 'UID FETCH':
        return this.fetch(tag, rest);
      case 'IDLE':
        this.idleTag = tag;
        this.line('+ idling');
        return this.tellExists();
      case 'NOOP':
        this.tellExists();
        return ok();
      case 'CLOSE':
      case 'UNSELECT':
        this.selected = null;
        return ok();
      case 'LOGOUT':
        this.line('* BYE');
        ok();
        this.socket.end();
        return;
      default:
        return this.line(`${tag} BAD unknown command`);
    }
  }

  private authenticate(tag: string, base64: string): void {
    this.authTag = null;
    const [, user = '', password = ''] = Buffer.from(base64, 'base64').toString('utf8').split('\0');
    this.login(tag, user, password);
  }

  /** Google's and Microsoft's XOAUTH2: a refusal is a challenge, which the client answers with an empty line. */
  private bearer(tag: string, base64: string): void {
    const [, user, token = ''] =
      /^user=(.*?)\x01auth=Bearer (.*?)\x01\x01$/.exec(Buffer.from(base64, 'base64').toString()) ?? [];
    this.server.logins++;
    const { account, faults, tokens } = this.server;
    if (!faults.refuseLogin && user === account.user && tokens?.has(token)) return this.line(`${tag} OK welcome`);
    this.authTag = tag;
    this.line(`+ ${Buffer.from('{"status":"401","schemes":"bearer"}').toString('base64')}`);
  }

  private login(tag: string, user: string, password: string): void {
    this.server.logins++;
    const { account, faults } = this.server;
    if (!faults.refuseLogin && user === account.user && password === account.password)
      return this.line(`${tag} OK welcome`);
    this.line(`${tag} NO [AUTHENTICATIONFAILED] Wrong user or password`);
  }

  private list(tag: string, rest: string): void {
    const pattern = unquote(/("[^"]*"|\S+)(?: RETURN .*)?$/.exec(rest)?.[1] ?? '*');
    for (const [path, { specialUse }] of this.server.folders) {
      if (pattern === '*' || pattern === '%' || pattern === path) {
        this.line(`* LIST (\\HasNoChildren${specialUse ? ` ${specialUse}` : ''}) "/" "${path}"`);
      }
    }
    if (pattern === '') this.line('* LIST (\\Noselect) "/" ""');
    this.line(`${tag} OK listed`);
  }

  private status(tag: string, rest: string): void {
    const folder = this.server.folders.get(unquote(rest.slice(0, rest.lastIndexOf('(')).trim()));
    if (!folder) return this.line(`${tag} NO [NONEXISTENT] no such folder`);
    const path = rest.slice(0, rest.lastIndexOf('(')).trim();
    this.line(
      `* STATUS ${path} (MESSAGES ${folder.letters.length} UIDNEXT ${folder.nextUid} UIDVALIDITY ${folder.uidValidity} UNSEEN 0)`,
    );
    this.line(`${tag} OK status`);
  }

  private select(tag: string, name: string, rest: string): void {
    const path = unquote(rest.replace(/ \(.*\)$/, ''));
    const folder = this.server.folders.get(path);
    if (!folder) return this.line(`${tag} NO [NONEXISTENT] no such folder`);
    this.selected = { path, told: folder.letters.length };
    this.line('* FLAGS (\\Seen)');
    this.line(`* ${folder.letters.length} EXISTS`);
    this.line(`* OK [UIDVALIDITY ${folder.uidValidity}] valid`);
    this.line(`* OK [UIDNEXT ${folder.nextUid}] next`);
    this.line(`${tag} OK [${name === 'EXAMINE' ? 'READ-ONLY' : 'READ-WRITE'}] open`);
  }

  private search(tag: string, rest: string): void {
    const from = daySince(rest);
    const uids = /^UID (\S+)/i.exec(rest)?.[1];
    const messageId = /HEADER "?Message-ID"? "?([^"\s]+)"?/i.exec(rest)?.[1];
    const found = this.visible()
      .filter(({ receivedAt }) => from === null || receivedAt.getTime() >= from)
      .filter(({ source }) => messageId === undefined || source.includes(`Message-ID: ${messageId}`))
      .filter(uids === undefined ? () => true : this.inSet(uids));
    this.line(`* SEARCH${found.map(({ uid }) => ` ${uid}`).join('')}`);
    this.line(`${tag} OK found`);
  }

  private fetch(tag: string, rest: string): void {
    const [, set = '', items = ''] = /^(\S+) (.*)$/.exec(rest) ?? [];
    const body = /BODY(\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?/i.exec(items);
    const { faults } = this.server;
    const asked = this.inSet(set);
    for (const [index, letter] of this.visible().entries()) {
      if (!asked(letter)) continue;
      const parts = [`UID ${letter.uid}`];
      if (/INTERNALDATE/i.test(items)) parts.push(`INTERNALDATE ${internalDate(letter.receivedAt)}`);
      if (/RFC822\.SIZE/i.test(items)) parts.push(`RFC822.SIZE ${letter.source.length}`);
      if (/FLAGS/i.test(items)) parts.push(`FLAGS (${[...letter.flags].join(' ')})`);
      if (/BODY\.PEEK\[HEADER\]/i.test(items)) {
        const header = letter.source.subarray(0, letter.source.indexOf('\r\n\r\n') + 4);
        this.write(Buffer.from(`* ${index + 1} FETCH (${parts.join(' ')} BODY[HEADER] {${header.length}}\r\n`));
        this.write(header);
        this.write(Buffer.from(')\r\n'));
        continue;
      }
      if (!body) {
        this.line(`* ${index + 1} FETCH (${parts.join(' ')})`);
        continue;
      }
      if (faults.refusedUids.has(letter.uid)) return this.line(`${tag} NO [SERVERBUG] this one cannot be read`);
      if (faults.withheldUids.has(letter.uid)) continue;
      if (!body[1]) letter.flags.add('\\Seen');
      const bytes =
        body[2] === undefined
          ? letter.source
          : letter.source.subarray(Number(body[2]), Number(body[2]) + Number(body[3]));
      const section = body[2] === undefined ? 'BODY[]' : `BODY[]<${body[2]}>`;
      this.write(Buffer.from(`* ${index + 1} FETCH (${parts.join(' ')} ${section} {${bytes.length}}\r\n`));
      if (faults.deadlyUids.has(letter.uid)) {
        this.socket.end(bytes.subarray(0, bytes.length / 2));
        return;
      }
      this.write(bytes);
      this.write(Buffer.from(')\r\n'));
      if (this.socket.destroyed || this.socket.writableEnded) return;
    }
    this.line(`${tag} OK fetched`);
  }

  /** Only what this session has been told of: new letters exist for it from the next EXISTS on. */
  private visible(): ServedLetter[] {
    if (!this.selected) return [];
    return this.server.folders.get(this.selected.path)?.letters.slice(0, this.selected.told) ?? [];
  }

  private inSet(set: string): (letter: ServedLetter) => boolean {
    const last = this.visible().at(-1)?.uid ?? 0;
    const ranges = set.split(',').map((part) => {
      const [a = 0, b = a] = part.split(':').map((n) => (n === '*' ? last : Number(n)));
      return [Math.min(a, b), Math.max(a, b)] as const;
    });
    return ({ uid }) => ranges.some(([from, to]) => uid >= from && uid <= to);
  }

  private tellExists(): void {
    if (!this.selected) return;
    const count = this.server.folders.get(this.selected.path)?.letters.length ?? 0;
    if (count === this.selected.told) return;
    this.selected.told = count;
    this.line(`* ${count} EXISTS`);
  }

  private line(text: string): void {
    this.write(Buffer.from(`${text}\r\n`));
  }

  private write(bytes: Buffer): void {
    if (this.socket.destroyed || this.socket.writableEnded) return;
    const { cutAfterBytes } = this.server.faults;
    this.sent += bytes.length;
    if (cutAfterBytes !== null && this.sent > cutAfterBytes) {
      this.server.faults.cutAfterBytes = null;
      this.socket.end(bytes.subarray(0, Math.max(0, bytes.length - (this.sent - cutAfterBytes))));
      return;
    }
    this.socket.write(bytes);
  }
}
