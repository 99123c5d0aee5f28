import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, EvidenceRef, InteractionId, WhatsappMediaSettled } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Journal } from '../../audit/journal/journal.js';
import { MessageChangesRepository, nameOf, type TouchedMessage } from './message-changes.repository.js';
import { messageMediaHash, type MediaShape } from './message-media-facts.js';
import { MessageMediaRepository, type SettledMedia } from './message-media.repository.js';

/** Of a failure nobody knows what it was. */
const unknownType = 'application/octet-stream';

/** One of ours: who sends it has its bytes. */
export interface OwnMedia extends MediaShape {
  readonly interactionId: InteractionId;
  readonly channelId: ChannelId;
  readonly evidence: EvidenceRef;
  readonly type: string;
  readonly name: string | null;
}

/** The bytes of messages: evidence, each with an entry of its own in the journal. */
@Injectable()
export class MessageMedia {
  constructor(
    private readonly repository: MessageMediaRepository,
    private readonly messages: MessageChangesRepository,
    private readonly journal: Journal,
  ) {}

  /** The numbers must be locked. @returns the messages that have got it, or are told that there is none */
  async settle(tx: Tx, settled: readonly WhatsappMediaSettled[]): Promise<TouchedMessage[]> {
    const names = settled.map(({ channelId, messageId }) => ({ channelId, providerId: messageId }));
    const known = await this.messages.interactionsOf(tx, names);
    // Of one message the last word counts: PostgreSQL changes no row twice in one statement.
    const last = new Map(settled.map((one, n) => [nameOf(names[n]!), one]));
    const rows = await this.repository.settle(
      tx,
      [...last].map(([name, one]) => settledOf(one, known.get(name) ?? null)),
    );
    this.record(tx, rows);
    return this.messages.touched(
      tx,
      rows.flatMap(({ interactionId }) => interactionId ?? []),
    );
  }

  /** Files that we send: their bytes are here from the beginning. */
  async keepOwn(tx: Tx, files: readonly OwnMedia[]): Promise<void> {
    const rows = files.map(({ evidence: { sha256, size }, ...file }) => ({
      ...{ ...file, id: uuidv7(), providerId: null, state: 'kept' as const, code: null, sha256, size, at: new Date() },
    }));
    this.record(tx, await this.repository.settle(tx, rows));
  }

  private record(tx: Tx, rows: Awaited<ReturnType<MessageMediaRepository['settle']>>): void {
    for (const { id, channelId, state, type, name, sha256, size, interactionId } of rows) {
      if (state !== 'kept' || sha256 === null) continue;
      const evidence: EvidenceRef = { sha256, size: Number(size) };
      this.journal.append(tx, {
        kind: 'message-media',
        ...{ action: 'message.media-kept', actorId: null, subjectId: id, clientId: null },
        body: {
          interactionId,
          factsSha256: messageMediaHash({ id, channelId, type, name, evidence }),
          ...{ evidenceSha256: evidence.sha256, evidenceSize: evidence.size },
        },
      });
    }
  }
}

function settledOf(one: WhatsappMediaSettled, interactionId: InteractionId | null): SettledMedia {
  const { media, code, channelId, messageId } = one;
  return {
    id: uuidv7(),
    ...{ channelId, providerId: messageId, interactionId, at: new Date(one.at) },
    state: media === null ? 'failed' : 'kept',
    code: media === null ? (code ?? 'whatsapp.media-lost') : null,
    ...{ sha256: media?.evidence.sha256 ?? null, size: media?.evidence.size ?? null },
    ...{ type: media?.type ?? unknownType, name: media?.name ?? null },
    ...{ durationMs: media?.durationMs ?? null, waveform: media?.waveform ?? null },
    ...{ width: media?.width ?? null, height: media?.height ?? null },
  };
}
