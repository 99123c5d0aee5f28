import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Journal } from '../audit/journal/journal.js';
import { factsHash, type InteractionFacts } from './interaction-facts.js';

/** An interaction as it is first written. */
export interface NewInteraction extends InteractionFacts {
  clientId: ClientId | null;
  conversationId: ConversationId | null;
  /** `message-id-collision`, `automatic`, `bounce`, `new-participant`, `date-absurd`, … */
  flags: readonly string[];
  /** When it got its card by hand; null where capture knew it. */
  placedAt: Date | null;
}

/** The one door through which interactions are written: row and journal entry go together. */
@Injectable()
export class InteractionsRepository {
  constructor(private readonly journal: Journal) {}

  /**
   * One statement for all of them. Conversations and cards must be there already.
   * @returns the ids of those that are new; one whose natural key is known is left out, row and entry
   */
  async insertAll(tx: Tx, interactions: readonly NewInteraction[]): Promise<Set<InteractionId>> {
    if (interactions.length === 0) return new Set();
    const hashes = interactions.map(factsHash);
    const rows = await tx.query<{ id: InteractionId }>(
      `insert into interaction (id, client_id, conversation_id, channel_id, medium, direction, kind, occurred_at, captured_at, employee_id,
         subject, header, natural_key, message_id, evidence_sha256, evidence_size, facts_sha256, flags, placed_at)
       select id, client_id, conversation_id, channel_id, medium, direction, kind, occurred_at, captured_at, employee_id,
         subject, header, natural_key, message_id, evidence_sha256, evidence_size, facts_sha256,
         coalesce(string_to_array(nullif(flags, ''), ' '), '{}'), placed_at
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[],
         $10::uuid[], $11::text[], $12::jsonb[], $13::text[], $14::text[], $15::text[], $16::bigint[], $17::text[], $18::text[],
         $19::timestamptz[])
         as given (id, client_id, conversation_id, channel_id, medium, direction, kind, occurred_at, captured_at, employee_id, subject, header,
           natural_key, message_id, evidence_sha256, evidence_size, facts_sha256, flags, placed_at)
       on conflict (natural_key) do nothing
       returning id`,
      [
        interactions.map((i) => i.id),
        interactions.map((i) => i.clientId),
        interactions.map((i) => i.conversationId),
        interactions.map((i) => i.channelId),
        interactions.map((i) => i.medium),
        interactions.map((i) => i.direction),
        interactions.map((i) => i.kind),
        interactions.map((i) => i.occurredAt),
        interactions.map((i) => i.capturedAt),
        interactions.map((i) => i.employeeId),
        interactions.map((i) => i.subject),
        interactions.map((i) => JSON.stringify(i.header)),
        interactions.map((i) => i.naturalKey),
        interactions.map((i) => i.messageId),
        interactions.map((i) => i.evidenceSha256),
        interactions.map((i) => i.evidenceSize),
        hashes,
        interactions.map((i) => i.flags.join(' ')),
        interactions.map((i) => i.placedAt),
      ],
    );
    const fresh = new Set(rows.map((row) => row.id));
    interactions.forEach((interaction, n) => {
      if (!fresh.has(interaction.id)) return;
      this.journal.append(tx, {
        kind: 'interaction',
        action: 'interaction.captured',
        actorId: interaction.employeeId,
        subjectId: interaction.id,
        clientId: interaction.clientId,
        body: {
          factsSha256: hashes[n]!,
          evidenceSha256: interaction.evidenceSha256,
          evidenceSize: interaction.evidenceSize,
        },
      });
    });
    return fresh;
  }

  /** A single one. @returns false when its natural key is known */
  async insert(tx: Tx, interaction: NewInteraction): Promise<boolean> {
    return (await this.insertAll(tx, [interaction])).size > 0;
  }
}
