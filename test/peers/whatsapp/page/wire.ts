/** A message as page and world tell it to each other: its ids are texts, the rest is what WhatsApp Web's own model holds. */
export interface WireMessage {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly author?: string;
  readonly type: string;
  readonly t: number;
  readonly ack: number;
  readonly body?: string;
  readonly caption?: string;
  readonly directPath?: string;
  readonly [more: string]: unknown;
}

export interface WireContact {
  readonly id: string;
  readonly phone?: string;
  readonly lid?: string;
  readonly name?: string;
  readonly pushname?: string;
}

export interface WireGroup {
  readonly id: string;
  readonly subject: string;
  readonly participants: readonly string[];
}

export interface WireReaction {
  readonly id: string;
  readonly parent: string;
  readonly sender: string;
  readonly emoji: string;
  readonly at: number;
}

/** What the world tells a page. */
export type Told =
  | { is: 'unlinked' | 'ref'; ref: string }
  | { is: 'idle' | 'synced' | 'logout' }
  | { is: 'pairing'; device: string }
  | {
      is: 'linked';
      pn: string;
      lid: string | null;
      pushname: string;
      platform: string;
      battery: number;
      plugged: boolean;
    }
  | {
      is: 'snapshot';
      contacts: WireContact[];
      groups: WireGroup[];
      messages: WireMessage[];
      reactions: WireReaction[];
      /** Ids of those that this page shall tell of as news although they came while it was away. */
      offlineAsNews: string[];
    }
  | { is: 'add'; message: WireMessage; isNews: boolean }
  | { is: 'again'; id: string }
  | { is: 'change'; id: string; attributes: Record<string, unknown> }
  | ({ is: 'reaction' } & WireReaction)
  | { is: 'chatstate'; chat: string; type: string }
  | { is: 'contact'; contact: WireContact }
  | { is: 'group'; group: WireGroup }
  | { is: 'battery'; battery: number; plugged: boolean }
  | { is: 'state'; state: string }
  | { is: 'freeze'; ms: number }
  | { is: 'answer'; n: number; value?: unknown; error?: string };

/** What a page asks. */
export interface Asked {
  readonly is: 'ask';
  readonly n: number;
  readonly what: string;
  readonly message?: WireMessage;
  readonly id?: string;
  readonly ids?: readonly string[];
  readonly text?: string;
  readonly emoji?: string;
  readonly chat?: string;
  readonly type?: string;
  readonly phone?: string;
}
