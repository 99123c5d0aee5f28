import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { Notices } from '../../notifications/notices.js';
import { HandlingRepository } from '../handling/handling.repository.js';
import type { HandlingPolicy } from '../handling/handling.view.js';
import { MentionedDoNotSee, MentionedNotFound, OpeningNotAllowed } from './mentions.errors.js';
import { MentionsRepository, type Colleague } from './mentions.repository.js';
import { stillNamed, type NoteMention } from './note-mention.js';

const dayMs = 86_400_000;

interface Wanted {
  readonly text: string;
  readonly mentions: readonly string[];
  /** Whoever does not see the card is to see it. */
  readonly openCard: boolean;
}

/** Colleagues who are named in a note: they are told, and see the card, if need be because of it and for a while. */
@Injectable()
export class Mentions {
  constructor(
    private readonly repository: MentionsRepository,
    private readonly handling: HandlingRepository,
    private readonly notices: Notices,
    private readonly audit: Audit,
  ) {}

  /**
   * Who stands in the note; changes nothing.
   * @throws MentionedNotFound; MentionedDoNotSee where the author has not said that the card is to be opened; OpeningNotAllowed
   */
  async judge(tx: Tx, viewer: Viewer, clientId: ClientId, wanted: Wanted): Promise<Colleague[]> {
    const ids = [...new Set(wanted.mentions)];
    if (ids.length === 0) return [];
    const found = await this.repository.colleagues(tx, ids, clientId);
    const missing = ids.filter((id) => !found.some((one) => one.id === id));
    if (missing.length > 0) throw new MentionedNotFound(missing);
    const named = stillNamed(wanted.text, found);
    const blind = named.filter(({ seesCard }) => !seesCard);
    if (blind.length === 0) return named;
    const policy = await this.handling.policy(tx);
    const may = mayOpen(viewer, policy);
    if (!wanted.openCard) throw new MentionedDoNotSee(blind, may, policy.mentionDays);
    if (!may) throw new OpeningNotAllowed();
    return named;
  }

  /** In the transaction that writes the note. */
  async tell(
    tx: Tx,
    viewer: Viewer,
    note: { id: InteractionId; clientId: ClientId; conversationId: ConversationId | null },
    named: readonly Colleague[],
  ): Promise<void> {
    const { id: interactionId, clientId, conversationId } = note;
    const blind = named.filter(({ seesCard }) => !seesCard).map(({ id }) => id);
    if (blind.length > 0) {
      const { mentionDays } = await this.handling.policy(tx);
      const until = new Date(Date.now() + mentionDays * dayMs);
      await this.repository.open(tx, clientId, blind, { by: viewer.employeeId, until });
      for (const subjectId of blind)
        this.audit.record(tx, viewer, 'card.opened-by-mention', {
          ...{ clientId, subjectId, body: { until: until.toISOString(), interactionId } },
        });
    }
    await this.notices.tell(
      tx,
      named
        .filter(({ id }) => id !== viewer.employeeId)
        .map(({ id }) => ({
          employeeId: id,
          ...{ kind: 'mention' as const, clientId, conversationId, interactionId },
          by: viewer.employeeId,
        })),
    );
  }
}

export const asMentions = (named: readonly Colleague[]): NoteMention[] =>
  named.map(({ id, name }) => ({ id, as: name }));

function mayOpen({ role }: Viewer, { mentionsOpen }: HandlingPolicy): boolean {
  if (mentionsOpen === 'nobody') return false;
  return mentionsOpen === 'everybody' || role === 'owner' || role === 'manager';
}
