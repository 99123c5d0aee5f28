import { createHash } from 'node:crypto';
import type { ChannelId, LetterReceived, Sha256 } from '#libs/contracts';
import { letterFacts } from '#libs/letters';

let received = 0;

/** A letter as the mail role tells of it, from real bytes: `aLetter('ada@client.test', 'Hello').answering('<x@corp.test>').into(channelId)`. */
export function aLetter(from: string, subject = 'Hello'): LetterBuilder {
  return new LetterBuilder(from, subject);
}

export class LetterBuilder {
  private readonly fields: string[] = [];
  private idField: string | null = `<${++received}@client.test>`;
  private toField = 'sales@corp.test';
  private dateField = 'Sun, 1 Jun 2025 12:00:00 +0000';
  private content = 'text\r\n';
  private rawBytes: Buffer | null = null;
  private readonly facts: { direction: 'inbound' | 'outbound'; source: LetterReceived['source']; receivedAt: string } =
    {
      direction: 'inbound',
      source: 'smtp',
      receivedAt: '2025-06-01T12:00:05Z',
    };

  constructor(
    private readonly from: string,
    private readonly subject: string,
  ) {}

  id(id: string | null): this {
    this.idField = id;
    return this;
  }
  to(address: string): this {
    this.toField = address;
    return this;
  }
  date(text: string, receivedAt = this.facts.receivedAt): this {
    this.dateField = text;
    this.facts.receivedAt = receivedAt;
    return this;
  }
  answering(...ids: string[]): this {
    return this.with(`In-Reply-To: ${ids.at(-1)}`).with(`References: ${ids.join(' ')}`);
  }
  with(field: string): this {
    this.fields.push(field);
    return this;
  }
  body(text: string): this {
    this.content = text;
    return this;
  }
  /** The whole original, instead of everything else. */
  raw(bytes: Buffer | string): this {
    this.rawBytes = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    return this;
  }
  sent(): this {
    this.facts.direction = 'outbound';
    return this;
  }
  fetched(): this {
    this.facts.source = 'imap';
    return this;
  }

  bytes(): Buffer {
    if (this.rawBytes) return this.rawBytes;
    const id = this.idField === null ? [] : [`Message-ID: ${this.idField}`];
    const head = [
      ...id,
      `From: ${this.from}`,
      `To: ${this.toField}`,
      `Subject: ${this.subject}`,
      `Date: ${this.dateField}`,
    ];
    return Buffer.from([...head, ...this.fields, '', this.content].join('\r\n'));
  }

  into(channelId: ChannelId): LetterReceived {
    const bytes = this.bytes();
    const { header, contentDigest } = letterFacts(bytes, new Date('2025-06-01T12:00:10Z'));
    const sha256 = createHash('sha256').update(bytes).digest('hex') as Sha256;
    return {
      ...this.facts,
      channelId,
      sourceRef: `test;${++received}`,
      evidence: { sha256, size: bytes.length },
      contentDigest,
      header,
      envelope: null,
    };
  }
}
