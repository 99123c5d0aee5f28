import { Bus, type Envelope, type Outcome } from '#libs/messaging';

/** A process that is killed between the bus's word and the deletion of the row. */
export class DiesAfterPublishing extends Bus {
  constructor(private readonly bus: Bus) {
    super();
  }
  override async publish(envelopes: readonly Envelope[]): Promise<readonly Outcome[]> {
    await this.bus.publish(envelopes);
    throw new Error('killed');
  }
  override ask = (): never => unasked();
  override attach = (): never => unasked();
  override health = (): never => unasked();
  override close = (): never => unasked();
}

function unasked(): never {
  throw new Error('a relay only publishes');
}
