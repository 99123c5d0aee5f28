import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Notices } from '../../notifications/notices.js';
import type { FindingKind } from '../bypass/finding.js';

export interface HeldWords {
  /** Who wrote it. */
  readonly employeeId: EmployeeId;
  readonly clientId: ClientId | null;
  readonly interactionId: InteractionId;
  readonly medium: 'email' | 'whatsapp';
  /** None: it could not be read. */
  readonly findings: readonly { readonly kind: FindingKind }[];
}

/**
 * Whoever wrote in a mail program has heard 250, and does not look at the card: they are told that it waits, why, and later what was decided.
 * One line for each, which says what is newest.
 */
@Injectable()
export class HeldTold {
  constructor(private readonly notices: Notices) {}

  waits(tx: Tx, words: HeldWords): Promise<void> {
    const why = [...new Set(words.findings.map(({ kind }) => kind))].join(',');
    return this.tell(tx, words, { is: 'held', why }, null);
  }

  decided(tx: Tx, words: HeldWords, is: 'released' | 'refused', by: EmployeeId): Promise<void> {
    return this.tell(tx, words, { is }, by);
  }

  private tell(
    tx: Tx,
    { employeeId, clientId, interactionId, medium, findings }: HeldWords,
    details: Readonly<Record<string, string>>,
    by: EmployeeId | null,
  ): Promise<void> {
    // Nobody learns by a notice whether a stranger's address stands on a card that they do not see.
    const strange = findings.some(({ kind }) => kind === 'no-client');
    return this.notices.tell(tx, [
      {
        employeeId,
        ...{ kind: 'held', clientId: strange ? null : clientId, interactionId, by },
        ...{ fold: `held:${interactionId}`, details: { ...details, medium } },
      },
    ]);
  }
}
