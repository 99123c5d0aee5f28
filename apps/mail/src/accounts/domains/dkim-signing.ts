import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import MessageParser, { type MessageParserHeaderLine } from 'nodemailer/lib/dkim/message-parser';
import RelaxedBody from 'nodemailer/lib/dkim/relaxed-body';
import sign from 'nodemailer/lib/dkim/sign';
import addressparser from 'nodemailer/lib/addressparser';
import type { EvidenceRef } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Bug } from '#libs/errors';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { DkimKeysRepository, type DkimKey } from './dkim-keys.repository.js';

/** What keys are sealed for. */
const dkimSealing = 'mail-dkim';

/** Signs letters of the company's own domains (RFC 6376): rsa-sha256, relaxed/relaxed. */
@Injectable()
export class DkimSigning {
  private keys: Promise<Map<string, DkimKey>> | null = null;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DkimKeysRepository,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
  ) {}

  /** Keys were changed. */
  forget(): void {
    this.keys = null;
  }

  /**
   * The letter is read once for its signature and once more to be sent: it never stands in memory whole.
   * @returns the DKIM-Signature field, folded, with its line end; null: the domain of From is none of those with a key
   * @throws what the evidence store throws
   */
  async signatureOf({ sha256 }: EvidenceRef): Promise<string | null> {
    const keys = await this.known();
    if (keys.size === 0) return null;
    const parser = new MessageParser();
    const body = new RelaxedBody();
    let header: MessageParserHeaderLine[] = [];
    let bodyHash = '';
    parser.once('headers', (lines: MessageParserHeaderLine[]) => (header = lines));
    body.once('hash', (hash: string) => (bodyHash = hash));
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    await pipeline(await this.evidence.open(sha256), parser, body, nowhere);
    const key = keys.get(senderDomain(header) ?? '');
    if (key === undefined) return null;
    const privateKey = this.masterKey.unsealText(key.privateKey, dkimSealing);
    const signature = sign(header, 'sha256', bodyHash, {
      domainName: key.domain,
      keySelector: key.selector,
      privateKey,
    });
    if (signature === false) throw new Bug('mail.dkim-key-broken', { domain: key.domain, selector: key.selector });
    return `${signature}\r\n`;
  }

  private known(): Promise<Map<string, DkimKey>> {
    if (this.keys === null) {
      const asked = this.uow
        .run((tx) => this.repository.all(tx))
        .then((rows) => new Map(rows.map((row) => [row.domain, row])));
      asked.catch(() => (this.keys = null));
      this.keys = asked;
    }
    return this.keys;
  }
}

/** DMARC (RFC 7489 3.1.1) holds the signature against the domain of the one From. */
function senderDomain(header: readonly MessageParserHeaderLine[]): string | null {
  const from = header.filter(({ key }) => key === 'from');
  if (from.length !== 1) return null;
  const value = from[0]!.line.slice(from[0]!.line.indexOf(':') + 1);
  const [first, ...more] = addressparser(value, { flatten: true });
  if (first === undefined || more.length > 0) return null;
  return first.address.slice(first.address.lastIndexOf('@') + 1).toLowerCase();
}
