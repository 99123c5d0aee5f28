import { randomUUID } from 'node:crypto';
import {
  aClient,
  aCompany,
  aMailbox,
  anEmployee,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter, type SavedLetter } from './a-kept-letter.js';

/** A letter that Anna's client wrote, its card, and where its conversation is in the API. */
export interface Talk {
  readonly card: SavedClient;
  readonly letter: SavedLetter;
  readonly path: string;
}

/** An office in which conversations are handled: Maria heads Anna's team, Boris works elsewhere. */
export class HandlingOffice {
  readonly events: LiveEvent[] = [];
  private readonly callers = new Map<SavedEmployee, Caller>();

  private constructor(
    readonly core: TestCore,
    readonly mailbox: SavedChannel,
    readonly olga: SavedEmployee,
    readonly maria: SavedEmployee,
    readonly anna: SavedEmployee,
    readonly boris: SavedEmployee,
    readonly admin: SavedEmployee,
  ) {
    core.app.get(LiveEvents, { strict: false }).listen((event) => this.events.push(event));
  }

  static async open(): Promise<HandlingOffice> {
    const core = await aCore();
    const { db } = core;
    await aCompany().saved(db);
    const sales = await aTeam('Sales').saved(db);
    const office = new HandlingOffice(
      core,
      await aMailbox().saved(db),
      await anOwner().saved(db),
      await anEmployee('Maria').as('manager').inTeam(sales).saved(db),
      await anEmployee('Anna').inTeam(sales).saved(db),
      await anEmployee('Boris').saved(db),
      await anEmployee('Admin').as('administrator').saved(db),
    );
    for (const who of office.everybody) office.callers.set(who, await core.as(who));
    return office;
  }

  get everybody(): readonly SavedEmployee[] {
    return [this.olga, this.maria, this.anna, this.boris, this.admin];
  }

  as(who: SavedEmployee): Caller {
    return this.callers.get(who)!;
  }

  async annas(name = 'Ada'): Promise<Talk> {
    const { db } = this.core;
    const card = await aClient(name).withEmail(`${randomUUID()}@example.test`).assignedTo(this.anna).saved(db);
    const letter = await aKeptLetter('ada@example.test', name).on(card).through(this.mailbox).saved(db);
    return { card, letter, path: `conversations/${letter.conversationId}` };
  }

  async inView(who: SavedEmployee, view: string): Promise<string[]> {
    const { body } = await this.as(who).get(`conversations?view=${view}&limit=100`);
    return (body.items as { id: string }[]).map(({ id }) => id);
  }

  close(): Promise<void> {
    return this.core.close();
  }
}
