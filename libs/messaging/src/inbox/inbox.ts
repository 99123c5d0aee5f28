import type { Tx, UnitOfWork } from '#libs/database';
import type { Delivered } from '../bus/bus.port.js';

/** Makes at least once on the wire once in effect: the message's id is recorded in the transaction of its effect. */
export class Inbox {
  constructor(private readonly uow: UnitOfWork) {}

  /**
   * Runs `work` in a transaction unless this consumer has handled the message before.
   * @returns what `work` returned, or undefined for a message that was seen before
   */
  once<T>(consumer: string, id: string, work: (tx: Tx) => Promise<T>): Promise<T | undefined> {
    return this.uow.run(async (tx) => {
      const fresh = await this.record(tx, consumer, [id]);
      return fresh.size > 0 ? await work(tx) : undefined;
    });
  }

  /** One transaction for the whole batch; `work` gets only what this consumer has not handled before, in order, and is not called for nothing. */
  onceEach<D extends Pick<Delivered<unknown>, 'id'>>(
    consumer: string,
    deliveries: readonly D[],
    work: (tx: Tx, fresh: D[]) => Promise<void>,
  ): Promise<void> {
    return this.uow.run(async (tx) => {
      const ids = await this.record(
        tx,
        consumer,
        deliveries.map((d) => d.id),
      );
      // delete() answers true once for each id: a message that stands twice in one batch is passed once.
      const fresh = deliveries.filter((d) => ids.delete(d.id));
      if (fresh.length > 0) await work(tx, fresh);
    });
  }

  /** Drops the memory of messages handled longer ago than any redelivery can take. */
  async forget(olderThanDays: number): Promise<void> {
    await this.uow.run((tx) =>
      tx.query('delete from inbox where handled_at < now() - make_interval(days => $1)', [olderThanDays]),
    );
  }

  /** Sorted, so that two processes with overlapping batches wait for each other and never in a circle. */
  private async record(tx: Tx, consumer: string, ids: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ message_id: string }>(
      `insert into inbox (consumer, message_id) select $1, id from unnest($2::uuid[]) as given (id) order by id
       on conflict do nothing returning message_id`,
      [consumer, ids],
    );
    return new Set(rows.map((row) => row.message_id));
  }
}
