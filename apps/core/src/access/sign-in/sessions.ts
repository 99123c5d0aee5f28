import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { SessionsRepository, type FoundSession, type Means, type SessionKind } from './sessions.repository.js';

const hourS = 3_600;
/** A cookie is good for a working day … */
const absoluteS = 12 * hourS;
/** … and for this long without a request. */
export const idleS = 2 * hourS;
/** Setting a second factor up takes minutes. */
const restrictedS = hourS / 2;
/** A looked-up session is believed for so long: what is ended elsewhere is refused within a second. */
const believedMs = 500;
const mostBelieved = 10_000;

export interface OpenedSession {
  /** 256 bits, base64url; kept nowhere, the database has only its SHA-256. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** Who is signed in. A session is looked up anew for each request; a burst of requests shares one look. */
@Injectable()
export class Sessions {
  private readonly believed = new Map<string, { until: number; session: Promise<FoundSession | null> }>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SessionsRepository,
  ) {}

  async open(
    tx: Tx,
    employeeId: EmployeeId,
    from: { ip: string; userAgent: string; means?: Means; restricted?: boolean },
  ): Promise<OpenedSession> {
    const token = randomBytes(32).toString('base64url');
    const { means = 'password', restricted = false } = from;
    const expiresAt = new Date(Date.now() + (restricted ? restrictedS : absoluteS) * 1_000);
    await this.repository.insert(tx, {
      ...from,
      kind: 'cookie',
      tokenHash: hashOf(token),
      employeeId,
      expiresAt,
      means,
      restricted,
    });
    await this.repository.forgetOld(tx);
    return { token, expiresAt };
  }

  /**
   * A program's way in, in the name of an employee; what it may is written by its caller, and without that it is good for nothing.
   * @param expiresAt null: it does not end by itself
   */
  async openToken(tx: Tx, employeeId: EmployeeId, expiresAt: Date | null): Promise<{ id: string; token: string }> {
    const token = `kl_${randomBytes(32).toString('base64url')}`;
    const nobody = { ip: null, userAgent: null, means: 'password', restricted: false } as const;
    const row = { ...nobody, kind: 'bearer', tokenHash: hashOf(token), employeeId, expiresAt } as const;
    return { id: await this.repository.insert(tx, row), token };
  }

  /**
   * @returns null for a token that is unknown, over, idle for too long, of the other kind, or of a suspended employee; and for a
   * restricted one, unless it is asked for
   */
  async find(token: string, kind: SessionKind, { restricted = false } = {}): Promise<FoundSession | null> {
    const hash = hashOf(token);
    const now = performance.now();
    let known = this.believed.get(hash);
    if (known === undefined || known.until <= now) {
      if (this.believed.size >= mostBelieved) this.believed.clear();
      known = { until: now + believedMs, session: this.look(hash) };
      this.believed.set(hash, known);
      // Neither a failure nor a stranger's token is worth remembering.
      const forget = (session: FoundSession | null) => session ?? this.believed.delete(hash);
      known.session.then(forget, () => forget(null));
    }
    const session = await known.session;
    if (session?.kind !== kind) return null;
    return session.restricted && !restricted ? null : session;
  }

  /** For sockets, which live longer than a request: those of them that are still good, looked up now. */
  async stillGood(tokenHashes: readonly string[]): Promise<Map<string, FoundSession>> {
    const found = await this.uow.run((tx) => this.repository.findLive(tx, tokenHashes, idleS));
    return new Map(found.filter(({ restricted }) => !restricted).map((session) => [session.tokenHash, session]));
  }

  /** @returns whose it was; null when it was over already */
  async end(tx: Tx, token: string): Promise<EmployeeId | null> {
    this.afterCommit(tx);
    return this.repository.end(tx, hashOf(token));
  }

  /** Suspended, or with another password: whatever is open closes at once. */
  async endAllOf(tx: Tx, employeeId: EmployeeId): Promise<void> {
    this.afterCommit(tx);
    await this.repository.endAllOf(tx, employeeId);
  }

  /** @returns false when it is somebody else's, or over already */
  async endOneOf(tx: Tx, employeeId: EmployeeId, id: string): Promise<boolean> {
    this.afterCommit(tx);
    return this.repository.endOneOf(tx, employeeId, id);
  }

  /** Every page of theirs but this one. @returns how many there were */
  async endOthersOf(tx: Tx, employeeId: EmployeeId, but: string): Promise<number> {
    this.afterCommit(tx);
    return this.repository.endOthersOf(tx, employeeId, but);
  }

  /** From the next request on. @param employeeId null: as oneself again */
  async viewAs(tx: Tx, sessionId: string, employeeId: EmployeeId | null): Promise<void> {
    this.afterCommit(tx);
    await this.repository.viewAs(tx, sessionId, employeeId);
  }

  /** What was believed of anybody is looked up anew. For changes of role, team or rights. */
  afterCommit(tx: Tx): void {
    tx.afterCommit(() => {
      this.believed.clear();
      for (const listener of this.listeners) listener();
    });
  }

  /** Called when sessions have ended or viewers have changed. @returns what ends it */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private look(hash: string): Promise<FoundSession | null> {
    return this.uow.run(async (tx) => {
      const [session] = await this.repository.findLive(tx, [hash], idleS);
      if (session?.seenLongAgo) await this.repository.noteSeen(tx, hash);
      return session ?? null;
    });
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
