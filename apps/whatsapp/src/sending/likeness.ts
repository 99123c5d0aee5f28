import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { WhatsappOutgoing } from '#libs/contracts';
import { MasterKey } from '#libs/evidence';
import type { FoundChange, FoundMessage } from '../driver/driver.port.js';

/** Keyed, so that the digest of a short word does not give the word away. */
@Injectable()
export class Likeness {
  private readonly key: Buffer;

  constructor(masterKey: MasterKey) {
    this.key = masterKey.derive('whatsapp-likeness', 32);
  }

  /** null: it cannot be recognised by what it says (a template's words are the provider's). */
  ofOrder(content: WhatsappOutgoing): Buffer | null {
    switch (content.is) {
      case 'text':
        return this.of('text', content.text);
      case 'media':
        return this.of(content.as, content.caption);
      case 'template':
        return null;
      case 'reaction':
        return this.of('reaction', content.messageId, content.emoji);
      case 'edit':
        return this.of('edited', content.messageId, content.text);
      case 'revoke':
        return this.of('revoked', content.messageId);
    }
  }

  ofMessage({ content }: Pick<FoundMessage, 'content'>): Buffer {
    return this.of(content.kind, content.text);
  }

  ofChange({ messageId, change }: Pick<FoundChange, 'messageId' | 'change'>): Buffer | null {
    switch (change.is) {
      case 'edited':
        return this.of('edited', messageId, change.text);
      case 'revoked':
        return this.of('revoked', messageId);
      case 'reaction':
        return this.of('reaction', messageId, change.emoji);
      case 'decrypted':
        return null;
    }
  }

  private of(...parts: string[]): Buffer {
    const same = parts.map((part) => part.normalize('NFC').replace(/\s+/g, ' ').trim());
    return createHmac('sha256', this.key).update(JSON.stringify(same)).digest().subarray(0, 16);
  }
}
