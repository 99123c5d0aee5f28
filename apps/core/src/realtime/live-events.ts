import { Injectable } from '@nestjs/common';
import type {
  AlertId,
  CallId,
  CallPhase,
  ChannelId,
  ClientId,
  ConversationId,
  DeliveryState,
  EmployeeId,
  InteractionId,
  RecordingId,
  WhatsappDeliveryState,
} from '#libs/contracts';
import type { Right } from '../access/rights.js';
import type { Viewer } from '../access/viewer.js';

/** What the page is told: ids only, so that whoever reads it must ask the API, which decides anew. */
export type LiveEvent =
  | {
      readonly event: 'interaction';
      readonly data: {
        readonly clientId: ClientId | null;
        readonly conversationId: ConversationId | null;
        readonly interactionId: InteractionId;
        readonly direction: 'inbound' | 'outbound' | 'internal';
      };
    }
  | {
      readonly event: 'delivery';
      readonly data: {
        readonly clientId: ClientId | null;
        readonly interactionId: InteractionId;
        readonly state: DeliveryState | WhatsappDeliveryState | 'bounced' | 'held' | 'refused';
      };
    }
  /** An answer that has not gone yet was written, put off, taken back, stopped, or goes. */
  | { readonly event: 'later'; readonly data: { readonly clientId: ClientId; readonly laterId: string } }
  /** Somebody changed the card itself. */
  | { readonly event: 'card'; readonly data: { readonly clientId: ClientId } }
  /** The card is somebody else's, or conversations of it, or entries of them, lie elsewhere by hand; null: of many cards at once. */
  | { readonly event: 'rehomed'; readonly data: { readonly clientId: ClientId | null } }
  | {
      readonly event: 'conversation';
      readonly data: {
        readonly conversationId: ConversationId;
        readonly clientId: ClientId;
        /** Who has it now. */
        readonly employeeId: EmployeeId | null;
        readonly is: 'assign' | 'take' | 'snooze' | 'done' | 'reopen' | 'seen' | 'woken' | 'due';
        readonly by: EmployeeId | null;
      };
    }
  | { readonly event: 'channel'; readonly data: { readonly channelId: ChannelId } }
  | {
      readonly event: 'typing';
      readonly data: {
        readonly conversationId: ConversationId;
        readonly clientId: ClientId;
        readonly is: 'typing' | 'recording' | 'online' | 'away';
      };
    }
  | { readonly event: 'unplaced'; readonly data: Readonly<Record<string, never>> }
  | {
      readonly event: 'recording';
      readonly data: {
        readonly recordingId: RecordingId;
        readonly callId: CallId;
        readonly clientId: ClientId | null;
        readonly interactionId: InteractionId | null;
      };
    }
  | { readonly event: 'comment'; readonly data: { readonly recordingId: RecordingId; readonly commentId: string } }
  /** Somebody was told something, or has read it. */
  | { readonly event: 'notice'; readonly data: { readonly is: 'told' | 'read' } }
  /** A file of clients has come a piece further, or its end. */
  | { readonly event: 'import'; readonly data: { readonly importId: string } }
  /** An old mailbox, in the same way. */
  | { readonly event: 'mail-import'; readonly data: { readonly importId: string } }
  | { readonly event: 'alert'; readonly data: { readonly alertId: AlertId } }
  | {
      readonly event: 'call';
      readonly data: { readonly callId: CallId; readonly phase: CallPhase; readonly clientId: ClientId | null };
    }
  | { readonly event: 'presence'; readonly data: { readonly employeeId: EmployeeId } }
  /** Everybody who looks at a conversation now. */
  | {
      readonly event: 'presence';
      readonly data: {
        readonly conversationId: ConversationId;
        readonly clientId: ClientId;
        readonly employees: readonly {
          readonly id: EmployeeId;
          readonly name: string;
          readonly is: 'viewing' | 'answering';
        }[];
      };
    }
  | { readonly event: 'task' | 'telephony'; readonly data: Readonly<Record<string, never>> };

/**
 * Who may be told: those who see this card, or, without a card, those who have this right; of both, where it is said, only some;
 * and besides them whoever has a part in it.
 */
export type Audience = {
  readonly among?: (viewer: Viewer) => boolean;
  readonly also?: (viewer: Viewer) => boolean;
} & ({ readonly clientId: ClientId; readonly right?: Right } | { readonly clientId: null; readonly right: Right });

type Listener = (event: LiveEvent, audience: Audience) => void;

/**
 * Where the rest of core tells that something changed: `tx.afterCommit(() => live.publish(…))`.
 * Best effort and in process: a page that was away looks anew when its socket opens again.
 */
@Injectable()
export class LiveEvents {
  private readonly listeners = new Set<Listener>();

  /** Never throws and never waits: it runs after the commit of its subject. */
  publish(event: LiveEvent, audience: Audience): void {
    for (const listener of this.listeners) listener(event, audience);
  }

  /** @returns what ends it */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
