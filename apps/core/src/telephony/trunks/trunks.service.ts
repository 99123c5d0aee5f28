import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { testTrunk, TrunkId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { TrunkKeeper } from './trunk-keeper.js';
import type { NewTrunk, TrunkChange, TrunkTrial, TrunkTrialView, TrunkView } from './trunk.view.js';
import { TrunksRepository, type Trunk, type TrunkFacts } from './trunks.repository.js';

/** Provider accounts. Core's row is what counts; the telephony role is told, and told again, until it holds the same. */
@Injectable()
export class TrunksService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TrunksRepository,
    private readonly keeper: TrunkKeeper,
    private readonly bus: Bus,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  list(viewer: Viewer): Promise<TrunkView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => (await this.repository.all(tx)).map(viewOf));
  }

  /** @throws the telephony role's own refusal; nobody is shown the trunk then */
  async create(viewer: Viewer, { name, settings, password, enabled }: NewTrunk): Promise<TrunkView> {
    const id = TrunkId.parse(uuidv7());
    const facts: TrunkFacts = { id, name, settings, enabled, hasPassword: password !== null };
    await this.uow.as(scopeOf(viewer), (tx) => this.repository.begin(tx, facts));
    return this.keeper.inTurn(id, async () => {
      const state = { trunkId: id, settings, enabled, password: null, numbers: [] };
      await this.keeper.tell(id, state, { password: this.keeper.sealed(password) });
      return this.uow.as(scopeOf(viewer), (tx) => this.save(tx, viewer, facts, 'trunk.created', password !== null));
    });
  }

  /** Written first and told then; what the role does not take is taken back. @throws UserError `trunk.not-found`, the role's own refusal */
  async change(viewer: Viewer, id: TrunkId, change: TrunkChange): Promise<TrunkView> {
    const { password = null } = change;
    const before = await this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.row(tx, id);
      await this.save(tx, viewer, changed(row, change), 'trunk.changed', password !== null);
      return row;
    });
    try {
      await this.keeper.confirm(id, { password: this.keeper.sealed(password) });
    } catch (error) {
      await this.uow.as(scopeOf(viewer), (tx) => this.save(tx, viewer, before, 'trunk.change-refused', false));
      this.keeper.settleSoon();
      throw error;
    }
    return this.uow.as(scopeOf(viewer), async (tx) => viewOf(await this.row(tx, id)));
  }

  /** Tries the settings with the provider; nothing is kept but the audit entry. @throws UserError `trunk.not-found` */
  async test(viewer: Viewer, { trunkId, settings, password }: TrunkTrial): Promise<TrunkTrialView> {
    const id = trunkId === null ? null : TrunkId.parse(trunkId);
    await this.uow.as(scopeOf(viewer), async (tx) => {
      if (id !== null) await this.row(tx, id);
      this.audit.record(tx, viewer, 'trunk.tested', { subjectId: id });
    });
    return this.bus.ask(testTrunk, { trunkId: id, settings, password: this.keeper.sealed(password) });
  }

  private async save(
    tx: Tx,
    viewer: Viewer,
    facts: TrunkFacts,
    action: 'trunk.created' | 'trunk.changed' | 'trunk.change-refused',
    newSecret: boolean,
  ): Promise<TrunkView> {
    await this.repository.save(tx, facts);
    const body = { enabled: facts.enabled, secrets: newSecret ? 'changed' : 'kept' };
    this.audit.record(tx, viewer, action, { subjectId: facts.id, body });
    tx.afterCommit(() =>
      this.live.publish({ event: 'telephony', data: {} }, { clientId: null, right: 'channels.read' }),
    );
    return viewOf(await this.row(tx, facts.id));
  }

  private async row(tx: Tx, id: TrunkId): Promise<Trunk> {
    const row = await this.repository.find(tx, id);
    if (row === null) throw new UserError('trunk.not-found', { id });
    return row;
  }
}

const changed = (row: Trunk, { password, ...change }: TrunkChange): TrunkFacts => ({
  id: row.id,
  name: change.name ?? row.name,
  settings: change.settings ?? row.settings,
  enabled: change.enabled ?? row.enabled,
  hasPassword: row.hasPassword || (password ?? null) !== null,
});

function viewOf({ stateAt, ...row }: Trunk): TrunkView {
  return { ...row, stateAt: stateAt.toISOString() };
}
