import { Client } from 'pg';
import { UserError } from '#libs/errors';
import { translateDatabaseError } from '../database.errors.js';

/** Another gateway works on this database: exit code 75. */
export class DatabaseTaken extends UserError {
  constructor() {
    super('database.taken');
    this.message =
      'Another gateway is running on this database. Stop it first, or give this one a database of its own by KEEPLINE_DATABASE_URL.';
  }
}

/** An advisory lock's number; it only has to differ from other locks of ours. */
const gatewayLock = 7_117_002;
const retryEveryMs = 1_000;
/** After a cut line the server may keep our own dead session for a while; what still holds the lock after this is somebody else. */
const ownGhostMs = 60_000;

/** Held in a session of its own; taken again when the database was away. */
export class GatewayLock {
  private client: Client | null = null;
  private closed = false;
  private retry: NodeJS.Timeout | undefined;

  private constructor(
    private readonly url: string,
    private readonly onLost: (error: DatabaseTaken) => void,
  ) {}

  /**
   * @param onLost somebody else holds the lock now: this process must end
   * @throws DatabaseTaken, OperationalError('database.away')
   */
  static async take(adminUrl: string, onLost: (error: DatabaseTaken) => void): Promise<GatewayLock> {
    const lock = new GatewayLock(adminUrl, onLost);
    if (!(await lock.tryTake())) throw new DatabaseTaken();
    return lock;
  }

  async release(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async tryTake(): Promise<boolean> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'keepline gateway lock',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
        gatewayLock,
      ]);
      if (!rows[0]!.taken) {
        await client.end();
        return false;
      }
    } catch (error) {
      await client.end().catch(() => undefined);
      throw translateDatabaseError(error);
    }
    this.client = client;
    if (this.closed) await client.end();
    client.once('end', () => this.takeAgain(performance.now() + ownGhostMs));
    return true;
  }

  /** A database that is away is no reason to give up; a lock in other hands is. */
  private takeAgain(giveUpAt: number): void {
    if (this.closed) return;
    this.retry = setTimeout(() => {
      this.tryTake().then(
        (taken) => {
          if (taken || this.closed) return;
          if (performance.now() > giveUpAt) this.onLost(new DatabaseTaken());
          else this.takeAgain(giveUpAt);
        },
        () => this.takeAgain(performance.now() + ownGhostMs),
      );
    }, retryEveryMs);
  }
}
