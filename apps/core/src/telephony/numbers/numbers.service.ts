import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ChannelId, type TeamId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { TrunkKeeper } from '../trunks/trunk-keeper.js';
import type { NewNumber, NumberChange, NumberView } from './number.view.js';
import { NumbersRepository, trunkOf, type CompanyNumber, type NumberFacts } from './numbers.repository.js';

type Action = 'number.created' | 'number.changed' | 'number.change-refused';

/** The company's numbers. A number is a channel; the telephony role gets it with the whole of its trunk. */
@Injectable()
export class NumbersService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: NumbersRepository,
    private readonly keeper: TrunkKeeper,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  list(viewer: Viewer): Promise<NumberView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => (await this.repository.all(tx)).map(viewOf));
  }

  /** @throws UserError `channel.address-taken`, `number.<trunk|team|prompts|members>-not-found`; the telephony role's own refusal */
  async create(viewer: Viewer, given: NewNumber): Promise<NumberView> {
    const facts = await this.uow.as(scopeOf(viewer), async (tx) => {
      // One that could not be saved is taken over with its id, should the role hold it after all.
      const taken = await this.takenBy(tx, given, null);
      const wanted = { ...given, id: taken ?? ChannelId.parse(uuidv7()), teamId: given.teamId as TeamId | null };
      await this.save(tx, viewer, wanted, 'number.created');
      return wanted;
    });
    return this.confirm(viewer, facts, (tx) => this.repository.put(tx, facts, true));
  }

  /** Written first and told then; what the role does not take is taken back. @throws as `create`, and UserError `number.not-found` */
  async change(viewer: Viewer, id: ChannelId, change: NumberChange): Promise<NumberView> {
    const [before, facts] = await this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.row(tx, id);
      const was: NumberFacts = { ...row, teamId: row.team?.id ?? null };
      const wanted = {
        ...was,
        ...change,
        teamId: (change.teamId === undefined ? was.teamId : change.teamId) as TeamId,
      };
      const taken = await this.takenBy(tx, wanted, id);
      if (taken !== null) await this.repository.vacate(tx, taken);
      await this.save(tx, viewer, wanted, 'number.changed');
      return [was, wanted] as const;
    });
    const view = await this.confirm(viewer, facts, (tx) => this.save(tx, viewer, before, 'number.change-refused'));
    if (trunkOf(before) !== trunkOf(facts)) this.keeper.settleSoon();
    return view;
  }

  private async confirm(viewer: Viewer, facts: NumberFacts, undo: (tx: Tx) => Promise<void>): Promise<NumberView> {
    try {
      await this.keeper.confirm(trunkOf(facts));
    } catch (error) {
      await this.uow.as(scopeOf(viewer), undo);
      this.keeper.settleSoon();
      throw error;
    }
    return this.uow.as(scopeOf(viewer), async (tx) => viewOf(await this.row(tx, facts.id)));
  }

  private async save(tx: Tx, viewer: Viewer, facts: NumberFacts, action: Action): Promise<void> {
    const missing = await this.repository.missing(tx, facts);
    if (missing !== null) throw new UserError(`number.${missing}-not-found`);
    await this.repository.put(tx, facts, false);
    const { enabled, teamId } = facts;
    this.audit.record(tx, viewer, action, { subjectId: facts.id, body: { enabled, teamId } });
    const event = { event: 'channel', data: { channelId: facts.id } } as const;
    tx.afterCommit(() => this.live.publish(event, { clientId: null, right: 'channels.read' }));
  }

  /** @returns one with this number that was never saved */
  private async takenBy(
    tx: Tx,
    { number, aliases }: Pick<NumberFacts, 'number' | 'aliases'>,
    except: ChannelId | null,
  ): Promise<ChannelId | null> {
    const taken = await this.repository.findByNumbers(tx, [number, ...aliases], except);
    if (taken !== null && !taken.unsaved) throw new UserError('channel.address-taken', { channelId: taken.id });
    return taken?.id ?? null;
  }

  private async row(tx: Tx, id: ChannelId): Promise<CompanyNumber> {
    const row = await this.repository.find(tx, id);
    if (row === null) throw new UserError('number.not-found', { id });
    return row;
  }
}

function viewOf({ id, ...row }: CompanyNumber): NumberView {
  return { channelId: id, ...row };
}
