import { randomUUID } from 'node:crypto';
import type { ChannelId } from '#libs/contracts';
import { aDatabase, pagesOf, type TestDatabase } from '#libs/testing';
import { DeliveryRepository } from '../src/sending/delivery.repository.js';

describe('a long queue of letters', () => {
  let db: TestDatabase;
  const deliveries = new DeliveryRepository();

  beforeAll(async () => {
    db = await aDatabase();
  });
  afterAll(() => db.close());

  /** @param due minutes until the first is due; each is a millisecond after the one before */
  async function queued(count: number, due: number, state = 'queued'): Promise<ChannelId> {
    const channelId = randomUUID();
    await db.query(
      `insert into mail.delivery (id, channel_id, envelope_from, envelope_to, message_id, evidence_sha256, evidence_size, state, next_attempt_at)
       select gen_random_uuid(), $1, 'a@corp.test', '{b@client.test}', '<' || n || '@corp.test>', repeat('0', 64), 1, $4,
         now() + make_interval(mins => $3) + n * interval '1 millisecond' from generate_series(1, $2) n`,
      [channelId, count, due, state],
    );
    return channelId as ChannelId;
  }

  it('tells the channels with something due by the first letter of each', async () => {
    const due = [await queued(20_000, -60), await queued(1, -1)];
    await queued(1_000, 60);
    await queued(1_000, -60, 'sent');
    await db.query('vacuum analyze mail.delivery');
    const uow = db.uow('mail');
    expect((await uow.run((tx) => deliveries.channelsWithDue(tx))).toSorted()).toEqual(due.toSorted());
    expect(await pagesOf(uow, (tx) => deliveries.channelsWithDue(tx))).toBeLessThan(50);
  });
});
