import {
  aClient,
  aCompany,
  aMailbox,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { Distributor } from '../src/routing/distribution/distributor.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter, type SavedLetter } from './a-kept-letter.js';

/** A team that shares evenly, without a limit of any kind. */
export const usualRouting = {
  ...{ enabled: true, mode: 'even', members: [], cap: null, answerMinutes: null },
  ...{ firstAnswerMinutes: null, nextAnswerMinutes: null, warnMinutes: 15, onlyHandlerWrites: null },
};

/** A company with one mailbox, whose teams are given what their clients write. */
export class RoutedOffice {
  /** A team of its own for each test: Maria heads it, Anna, Boris and Clara work in it. */
  team!: SavedTeam;
  maria!: SavedEmployee;
  anna!: SavedEmployee;
  boris!: SavedEmployee;
  clara!: SavedEmployee;
  /** So many clients have written; the last one's address is `c<clients>@example.test`. */
  clients = 0;
  readonly distributor: Distributor;

  private constructor(
    readonly core: TestCore,
    readonly owner: Caller,
    readonly mailbox: SavedChannel,
  ) {
    this.distributor = core.app.get(Distributor, { strict: false });
  }

  static async open(): Promise<RoutedOffice> {
    const core = await aCore();
    await aCompany().saved(core.db);
    const mailbox = await aMailbox().saved(core.db);
    return new RoutedOffice(core, await core.as(await anOwner().saved(core.db)), mailbox);
  }

  async newTeam(): Promise<void> {
    const { db } = this.core;
    this.team = await aTeam().saved(db);
    this.maria = await aManager('Maria').inTeam(this.team).saved(db);
    this.anna = await anEmployee('Anna').inTeam(this.team).saved(db);
    this.boris = await anEmployee('Boris').inTeam(this.team).saved(db);
    this.clara = await anEmployee('Clara').inTeam(this.team).saved(db);
  }

  rule(change: object = {}, who = this.owner) {
    return who.put(`routing/teams/${this.team.id}`, { ...usualRouting, ...change });
  }

  async routes(): Promise<void> {
    await this.distributor.distribute();
    const stumbled = this.core.lines.filter(({ msg }) => msg === 'conversations could not be given to anybody');
    expect(stumbled).toEqual([]);
  }

  /** A client of the team who wrote a minute ago. */
  async writes(
    change: (card: ReturnType<typeof aClient>) => ReturnType<typeof aClient> = (card) => card,
  ): Promise<{ card: SavedClient; letter: SavedLetter; id: string }> {
    const address = `c${++this.clients}@example.test`;
    const card = await change(aClient('Ada').withEmail(address).inTeam(this.team)).saved(this.core.db);
    const letter = await aKeptLetter(address)
      .on(card)
      .through(this.mailbox)
      .daysAgo(1 / 1_440)
      .saved(this.core.db);
    return { card, letter, id: letter.conversationId };
  }

  async has(id: string): Promise<string | null> {
    const { assignee } = (await this.owner.get(`conversations/${id}`)).body as { assignee: { name: string } | null };
    return assignee?.name ?? null;
  }

  async why(id: string, who = this.owner) {
    const { items } = (await who.get(`conversations/${id}/routing`)).body as {
      items: {
        code: string;
        because: string;
        employee: { name: string } | null;
        from: { name: string } | null;
        count: number | null;
      }[];
    };
    return items.map(({ code, because, employee, from, count }) => [
      code,
      because,
      employee?.name ?? null,
      from?.name ?? null,
      count,
    ]);
  }

  /** As if so much time had gone by. */
  later(id: string, minutes: number) {
    return this.core.db.query(
      `update core.waiting set due_at = least(due_at, now()), offered_until = offered_until - make_interval(mins => $2),
         answer_by = answer_by - make_interval(mins => $2), warn_at = warn_at - make_interval(mins => $2) where conversation_id = $1`,
      [id, minutes],
    );
  }

  alertsOf(clientId: string) {
    return this.core.db.query<{ code: string }>(
      `select code, team_id = $2 as "ofTeam" from core.alert where client_id = $1 order by code`,
      [clientId, this.team.id],
    );
  }
}
