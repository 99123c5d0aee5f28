import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ConversationId, type ClientId, type EmployeeId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { LiveEvents } from '../live-events.js';
import { PresenceRepository } from './presence.repository.js';

/** What a page says over its socket: what its employee looks at; null: no conversation any more. */
const Said = z.object({
  looking: z.object({ conversationId: ConversationId, is: z.enum(['viewing', 'answering']) }).nullable(),
});

/** Fast hands walk through a list; more than this is no person. */
const mostMessages = 40;
const inMs = 10_000;

interface Page {
  readonly employee: { readonly id: EmployeeId; readonly name: string };
  looking: { readonly conversationId: ConversationId; readonly clientId: ClientId; is: 'viewing' | 'answering' } | null;
  /** Which of its words was the last: an older one that was slower to be looked up counts no more. */
  turn: number;
  since: number;
  messages: number;
}

/** Who looks at which conversation, and who is writing in it. In memory, for as long as their pages are open. */
@Injectable()
export class Presence {
  private readonly pages = new Map<object, Page>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PresenceRepository,
    private readonly live: LiveEvents,
    private readonly logger: Logger,
  ) {}

  /**
   * @param page its socket
   * @returns false when it speaks out of turn: too much, or what no page of ours says
   */
  async said(page: object, viewer: Viewer, text: string): Promise<boolean> {
    const state = this.stateOf(page, viewer);
    if (Date.now() - state.since > inMs) [state.since, state.messages] = [Date.now(), 0];
    if (++state.messages > mostMessages) return false;
    const said = Said.safeParse(parsed(text));
    if (!said.success) return false;
    const turn = ++state.turn;
    const { looking } = said.data;
    if (looking === null || looking.conversationId !== state.looking?.conversationId) this.away(state);
    if (looking === null) return true;
    const clientId = state.looking?.clientId ?? (await this.cardOf(viewer, looking.conversationId));
    if (clientId === null || turn !== state.turn || this.pages.get(page) !== state) return true;
    state.looking = { ...looking, clientId };
    this.tell(looking.conversationId, clientId);
    return true;
  }

  left(page: object): void {
    const state = this.pages.get(page);
    this.pages.delete(page);
    if (state) this.away(state);
  }

  private stateOf(page: object, { employeeId: id, name }: Viewer): Page {
    const state = this.pages.get(page) ?? {
      ...{ employee: { id, name }, looking: null, turn: 0, since: Date.now(), messages: 0 },
    };
    this.pages.set(page, state);
    return state;
  }

  private away(state: Page): void {
    const { looking } = state;
    state.looking = null;
    if (looking) this.tell(looking.conversationId, looking.clientId);
  }

  private async cardOf(viewer: Viewer, id: ConversationId): Promise<ClientId | null> {
    try {
      return await this.uow.as(scopeOf(viewer), (tx) => this.repository.cardOf(tx, id));
    } catch (err) {
      this.logger.warn({ err }, 'who looks at a conversation could not be told');
      return null;
    }
  }

  /** Everybody once, however many pages they have open: whoever writes in one of them is answering. */
  private tell(conversationId: ConversationId, clientId: ClientId): void {
    const there = new Map<EmployeeId, { id: EmployeeId; name: string; is: 'viewing' | 'answering' }>();
    for (const { employee, looking } of this.pages.values()) {
      if (looking?.conversationId !== conversationId) continue;
      if (there.get(employee.id)?.is !== 'answering') there.set(employee.id, { ...employee, is: looking.is });
    }
    const data = { conversationId, clientId, employees: [...there.values()] };
    this.live.publish({ event: 'presence', data }, { clientId });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
