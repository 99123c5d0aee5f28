import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { UserError } from '#libs/errors';
import type { Logger } from '#libs/observability';

const againAfterMs = 2_000;

/**
 * Keeps what an edge role holds equal to what core says. Core's rows are always the truth; the role is told the whole of a thing
 * whenever that differs from what it was told last, and after a start, a silence or a restart of the engine it is told everything anew.
 */
export abstract class EdgeKeeper<Id extends string, State extends object>
  implements OnApplicationBootstrap, OnModuleDestroy
{
  /** What the role has answered to, as JSON. In memory: whoever starts knows nothing and tells everything. */
  private readonly told = new Map<Id, string>();
  private readonly turns = new Map<Id, Promise<unknown>>();
  private timer: NodeJS.Timeout | undefined;
  private dueAt = Infinity;
  private settling: Promise<void> | null = null;
  private stopped = false;

  protected constructor(
    protected readonly logger: Logger,
    private readonly what: string,
  ) {}

  /** All that there is, by id. */
  protected abstract states(): Promise<ReadonlyMap<Id, State>>;
  /** One of them as it is now; null: there is none. */
  protected abstract stateOf(id: Id): Promise<State | null>;
  protected abstract ask(state: State): Promise<unknown>;

  onApplicationBootstrap(): void {
    this.settleSoon();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.settling;
  }

  /** One change at a time of one thing: two that overtake each other would leave the role with what core has not. */
  inTurn<T>(id: Id, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(id) ?? Promise.resolve()).then(work);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    this.turns.set(id, settled);
    void settled.then(() => this.turns.get(id) === settled && this.turns.delete(id));
    return turn;
  }

  /** Inside a turn. @param secret what the state does not say: told this once. @throws as `confirm` */
  async tell(id: Id, state: State, secret?: Partial<State>): Promise<void> {
    try {
      await this.ask({ ...state, ...secret });
      this.told.set(id, JSON.stringify(state));
    } catch (error) {
      // A refusal is an answer: the role holds what it held. After silence nobody knows.
      if (!(error instanceof UserError)) {
        this.told.delete(id);
        this.settleSoon(againAfterMs);
      }
      throw error;
    }
  }

  /**
   * Tells it as it stands now.
   * @throws the role's own refusal: it holds what it held; OperationalError `bus.no-answer`: then it is told again until it is answered
   */
  confirm(id: Id, secret?: Partial<State>): Promise<void> {
    return this.inTurn(id, async () => {
      const state = await this.stateOf(id);
      if (state !== null) await this.tell(id, state, secret);
    });
  }

  /** The engine or the role began anew: it may hold nothing. */
  forget(): void {
    this.told.clear();
    this.settleSoon();
  }

  settleSoon(afterMs = 0): void {
    const at = performance.now() + afterMs;
    if (this.stopped || at >= this.dueAt) return;
    this.dueAt = at;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.dueAt = Infinity;
      this.settling = (this.settling ?? Promise.resolve()).then(() => this.settle());
    }, afterMs).unref();
  }

  private async settle(): Promise<void> {
    try {
      for (const [id, state] of await this.states()) {
        if (this.stopped) return;
        if (this.told.get(id) === JSON.stringify(state)) continue;
        await this.confirm(id).catch((error: unknown) => {
          if (!(error instanceof UserError)) throw error;
          this.told.set(id, JSON.stringify(state));
          this.logger.warn({ id, code: error.code }, `the edge role refuses a ${this.what}`);
        });
      }
    } catch (err) {
      this.logger.warn({ err }, `a ${this.what} is in doubt; the edge role is told again`);
      this.settleSoon(againAfterMs);
    }
  }
}
