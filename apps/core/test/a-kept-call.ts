import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { CallEnded, CallId, ConversationId, InteractionId, RecordingId, RecordingKept } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import type { SavedChannel, SavedClient, SavedEmployee, TestDatabase } from '#libs/testing';
import { newConversationToken } from '../src/conversations/conversation-token.js';
import { flacOf, tone } from './a-sound.js';

export interface SavedCall {
  readonly id: CallId;
  readonly interactionId: InteractionId;
  readonly conversationId: ConversationId;
}

/** A call as capture left it: `aKeptCall().on(card).spokenBy(anna).saved(db)`. */
export class KeptCallBuilder {
  private readonly id = uuidv7() as CallId;
  private card: SavedClient | null = null;
  private line: SavedChannel | null = null;
  private spoke: SavedEmployee[] = [];
  private marks: CallEnded['marks'] = [];
  private direction: 'inbound' | 'outbound' | 'internal' = 'inbound';
  private outcome = 'answered';
  private at = new Date('2026-01-05T10:00:00.000Z');

  on(card: SavedClient): this {
    this.card = card;
    return this;
  }
  through(line: SavedChannel): this {
    this.line = line;
    return this;
  }
  spokenBy(...employees: SavedEmployee[]): this {
    this.spoke = employees;
    return this;
  }
  going(direction: 'inbound' | 'outbound' | 'internal'): this {
    this.direction = direction;
    return this;
  }
  ending(outcome: string): this {
    this.outcome = outcome;
    return this;
  }
  marked(...marks: CallEnded['marks']): this {
    this.marks = marks;
    return this;
  }
  beganAt(at: string): this {
    this.at = new Date(at);
    return this;
  }
  /** For sound that comes before its call. */
  get callId(): CallId {
    return this.id;
  }

  async saved(db: TestDatabase): Promise<SavedCall> {
    const [interactionId, conversationId] = [uuidv7() as InteractionId, uuidv7() as ConversationId];
    const [answeredAt, endedAt] = [5_000, 65_000].map((ms) => new Date(this.at.getTime() + ms));
    const [first] = this.spoke;
    const cardId = this.card?.id ?? null;
    const facts = [this.direction, this.outcome === 'voicemail' ? 'voicemail' : 'call', this.at, first?.employeeId];
    await db.query(
      `insert into core.conversation (id, client_id, medium, channel_id, token, last_at, last_interaction_id, last_direction)
       values ($1, $2, 'phone', $3, $4, $5, $6, $7)`,
      [conversationId, cardId, this.line?.id, newConversationToken(), this.at, interactionId, this.direction],
    );
    await db.query(
      `insert into core.interaction (id, client_id, conversation_id, channel_id, medium, direction, kind, occurred_at, employee_id,
         natural_key, evidence_sha256, evidence_size, facts_sha256) values ($1, $2, $3, $4, 'phone', $5, $6, $7, $8, $9, $10, 1, '')`,
      [
        ...[interactionId, cardId, conversationId, this.line?.id, ...facts, `call:${this.id}`],
        createHash('sha256').update(this.id).digest('hex'),
      ],
    );
    await db.query(
      `insert into core.call (id, revision, direction, channel_id, client_id, conversation_id, interaction_id, phase, outcome, started_at,
         answered_at, ended_at, employee_id, team_id, spoke, marks)
       values ($1, 9, $2, $3, $4, $5, $6, 'ended', $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        ...[this.id, this.direction, this.line?.id, cardId, conversationId, interactionId, this.outcome, this.at],
        ...[this.outcome === 'answered' ? answeredAt : null, endedAt, first?.employeeId, first?.teamIds[0]],
        ...[this.spoke.map(({ employeeId }) => employeeId), JSON.stringify(this.marks)],
      ],
    );
    return { id: this.id, interactionId, conversationId };
  }
}

export const aKeptCall = (): KeptCallBuilder => new KeptCallBuilder();

/** The client's tone in one lane, the company's in the other. */
export const twoTones = (seconds = 2): Buffer => flacOf([tone(440, seconds), tone(1_000, seconds)]);

/** What the telephony role tells when the sound of a call is durable, with the sound in the store. */
export async function aKeptSound(
  evidence: EvidenceStore,
  callId: CallId,
  sound: Buffer = twoTones(),
  more: Partial<RecordingKept> = {},
): Promise<RecordingKept> {
  const peaks = {
    perSecond: 10,
    lanes: [
      [40, 50],
      [1, 2],
    ],
    speech: [[[0, 1_200]], [[1_200, 2_000]]],
  };
  return {
    ...{ recordingId: uuidv7() as RecordingId, callId, kind: 'call', startedAt: '2026-01-05T10:00:05.000Z' },
    ...{ durationMs: 2_000, type: 'audio/flac', lanes: 2, originals: [], pauses: [], cut: false },
    evidence: await evidence.put(sound),
    peaks: await evidence.put(Buffer.from(JSON.stringify(peaks))),
    ...more,
  };
}
