import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import type { KnownContact } from '../../access/masking.js';
import { Masking } from '../../access/masking.repository.js';
import type { ProtectionPolicy } from '../policy/protection-policy.js';
import { privateFingerprint } from '../private-contacts/private-contact.js';
import { PrivateContactsRepository } from '../private-contacts/private-contacts.repository.js';
import { BypassRepository } from './bypass.repository.js';
import type { BypassContext } from './find-bypass.js';

/** What has to be known to tell a private number from the company's and the client's. */
@Injectable()
export class BypassContexts {
  constructor(
    private readonly masking: Masking,
    private readonly contacts: PrivateContactsRepository,
    private readonly repository: BypassRepository,
    private readonly masterKey: MasterKey,
  ) {}

  /** For several cards at once; three statements. @returns for each card, and for null: no card yet */
  async load(
    tx: Tx,
    clientIds: readonly ClientId[],
    { allowed, strangers }: Pick<ProtectionPolicy, 'allowed' | 'strangers'>,
  ): Promise<(clientId: ClientId | null) => BypassContext> {
    const [own, owners, points] = await Promise.all([
      this.masking.own(tx),
      this.contacts.owners(tx),
      this.repository.contactsOf(tx, clientIds),
    ]);
    const privateOf: BypassContext['privateOf'] = (kind, value) =>
      owners.size === 0 ? null : (owners.get(privateFingerprint(this.masterKey, kind, value)) ?? null);
    const none: readonly KnownContact[] = [];
    return (clientId) => ({
      own,
      ...{ allowed, strangers, privateOf },
      client: clientId === null ? none : (points.get(clientId) ?? none),
    });
  }
}
