import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { scopeOf, type Viewer } from '../../viewer.js';
import { Entrance, type Entered, type From } from '../entrance.js';
import { Sessions } from '../sessions.js';
import type { FoundSession, Means } from '../sessions.repository.js';

export interface Enrolled {
  /** Shown now and never again; empty where there were some already. */
  readonly recoveryCodes: string[];
  /** Whoever was let in only to set one up is in altogether, by a new session; null for whoever was in before. */
  readonly entered: Entered | null;
}

/** Whoever has to set a second factor up before anything else is in as soon as it is. */
@Injectable()
export class Enrolment {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly sessions: Sessions,
    private readonly entrance: Entrance,
  ) {}

  /** @param setUp one thing with the entrance: either both happen or neither */
  complete(
    viewer: Viewer,
    session: FoundSession,
    from: From,
    by: 'code' | 'passkey',
    setUp: (tx: Tx) => Promise<string[]>,
  ): Promise<Enrolled> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const recoveryCodes = await setUp(tx);
      if (!session.restricted) return { recoveryCodes, entered: null };
      await this.sessions.endOneOf(tx, viewer.employeeId, session.id);
      const first = session.means.startsWith('provider') ? 'provider' : 'password';
      const means: Means = `${first}+${by}`;
      return { recoveryCodes, entered: await this.entrance.open(tx, viewer.employeeId, from, means) };
    });
  }
}
