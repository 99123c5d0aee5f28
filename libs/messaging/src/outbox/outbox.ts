import { v7 as uuidv7 } from 'uuid';
import type { BodyOf, MessageContract } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { keepContract } from '../bus/contract-check.js';

/** Messages are written beside the fact that they tell of, in its transaction; the relay carries them on after the commit. */
export class Outbox {
  private readonly nudged = new WeakSet<Tx>();

  /** @param nudge told after each commit that left something here */
  constructor(private readonly nudge: () => void) {}

  /**
   * @returns the message's id, UUIDv7
   * @throws Bug('contract.broken'): the transaction fails rather than tell something false
   */
  async add<C extends MessageContract>(tx: Tx, contract: C, body: BodyOf<C>): Promise<string> {
    const [id] = await this.addMany(tx, contract, [body]);
    return id!;
  }

  /** One statement for all of them; they keep their order. */
  async addMany<C extends MessageContract>(tx: Tx, contract: C, bodies: readonly BodyOf<C>[]): Promise<string[]> {
    if (bodies.length === 0) return [];
    const ids = bodies.map(() => uuidv7());
    const jsons = bodies.map((body) => JSON.stringify(keepContract(contract.topic, contract.schema, body)));
    await tx.query(
      `insert into outbox (id, topic, body)
       select id, $1, body from unnest($2::uuid[], $3::json[]) with ordinality as new (id, body, n) order by n`,
      [contract.topic, ids, jsons],
    );
    if (!this.nudged.has(tx)) {
      this.nudged.add(tx);
      tx.afterCommit(this.nudge);
    }
    return ids;
  }
}
