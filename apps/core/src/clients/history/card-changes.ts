import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Viewer } from '../../access/viewer.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { CardChangesRepository, type FieldChange } from './card-changes.repository.js';

/** Where whatever changes a card says what it was and what it is. */
@Injectable()
export class CardChanges {
  constructor(
    private readonly repository: CardChangesRepository,
    private readonly live: LiveEvents,
  ) {}

  /**
   * The card must be locked: its version grows by one. Those who look at it are told.
   * @param by null: the machinery
   */
  async record(
    tx: Tx,
    by: Pick<Viewer, 'employeeId'> | null,
    clientId: ClientId,
    changes: readonly FieldChange[],
  ): Promise<void> {
    await this.repository.add(tx, { id: uuidv7(), clientId, by: by?.employeeId ?? null, changes });
    this.tell(tx, clientId);
  }

  /** As `record`, of many cards by one statement; nobody is told. @returns of each card its version now, and the change */
  async recordMany(
    tx: Tx,
    by: Pick<Viewer, 'employeeId'> | null,
    cards: readonly { clientId: ClientId; changes: readonly FieldChange[] }[],
  ): Promise<Map<ClientId, { version: number; changeId: string }>> {
    const changes = cards.map((card) => ({ ...card, id: uuidv7() }));
    const versions = await this.repository.addMany(tx, by?.employeeId ?? null, changes);
    return new Map(
      changes.map(({ clientId, id }) => [clientId, { version: versions.get(clientId)!, changeId: id }] as const),
    );
  }

  /** For what is no change of the card itself and yet shows on it. */
  tell(tx: Tx, clientId: ClientId): void {
    tx.afterCommit(() => this.live.publish({ event: 'card', data: { clientId } }, { clientId }));
  }

  /**
   * The card is somebody else's: it comes into the lists of some, and goes out of those of others.
   * @param from who had it, and may not see it any more
   */
  tellOfAssignment(tx: Tx, clientId: ClientId, from: EmployeeId | null): void {
    const also = (viewer: Viewer) => viewer.employeeId === from;
    tx.afterCommit(() => this.live.publish({ event: 'rehomed', data: { clientId } }, { clientId, also }));
  }
}
