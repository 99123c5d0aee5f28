import { Injectable } from '@nestjs/common';
import type { ConversationId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Audit } from '../../audit/audit.js';
import { findEmail } from '../../clients/contact-point.js';
import { LiveEvents } from '../../realtime/live-events.js';
import type { WaitingOriginal } from '../reading/reading.repository.js';
import { LateThreadsRepository, type LateThread, type QuotedToken } from './late-threads.repository.js';
import { RetellingRepository } from './retelling.repository.js';

export interface ReadTokens {
  original: WaitingOriginal;
  tokens: readonly { address: string; token: string }[];
}

/**
 * A mail program that drops the threading fields and writes a new subject still quotes what it answers, with our address and its token.
 * Capture sees the header alone; what stands in the text is found by the reading, and the letter goes where it belongs then.
 */
@Injectable()
export class LateThreads {
  constructor(
    private readonly repository: LateThreadsRepository,
    private readonly retelling: RetellingRepository,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** The same number of statements however many letters, and none where no text has a token. */
  async take(tx: Tx, read: readonly ReadTokens[]): Promise<void> {
    const quoted = read
      .filter(({ original }) => original.direction === 'inbound')
      .flatMap(({ original, tokens }) => tokens.map((token): QuotedToken => ({ ...from(original), ...token })));
    if (quoted.length === 0) return;
    const threads = await this.repository.find(tx, quoted);
    if (threads.length === 0) return;
    const ids = [...new Set(threads.flatMap(({ fromId, intoId }) => [intoId, ...(fromId === null ? [] : [fromId])]))];
    const waiting = await this.repository.lock(tx, ids);
    await this.repository.join(tx, threads);
    await this.retelling.retell(
      tx,
      [...new Set(threads.map(({ intoId }) => intoId))].map((id) => ({ id, waits: waits(id, threads, waiting) })),
    );
    for (const { interactionId, intoId, clientId } of threads)
      this.audit.record(tx, null, 'interaction.threaded', {
        ...{ subjectId: interactionId, clientId, body: { conversationId: intoId, by: 'quoted-token' } },
      });
    tx.afterCommit(() => this.tell(threads));
  }

  private tell(threads: readonly LateThread[]): void {
    for (const { interactionId, intoId: conversationId, clientId } of threads) {
      const data = { clientId, conversationId, interactionId, direction: 'inbound' } as const;
      if (clientId !== null) this.live.publish({ event: 'interaction', data }, { clientId });
    }
    this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' });
  }
}

function from({ interactionId, header }: WaitingOriginal): Pick<QuotedToken, 'interactionId' | 'sender'> {
  return { interactionId, sender: findEmail(header.from?.[0]?.address ?? '') };
}

/** Who waited in the conversation that a letter had to itself waits in this one. */
function waits(into: ConversationId, threads: readonly LateThread[], waiting: ReadonlySet<ConversationId>): boolean {
  return (
    waiting.has(into) || threads.some(({ fromId, intoId }) => intoId === into && fromId !== null && waiting.has(fromId))
  );
}
