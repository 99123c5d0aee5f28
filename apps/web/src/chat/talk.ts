import { createContext, use } from 'react';
import type { Interaction } from './message.js';

/** What a bubble asks of the conversation that it stands in. */
export interface Talk {
  /** null: this viewer only reads. */
  answer: { quote: (to: Interaction) => void; edit: (which: Interaction) => void } | null;
  /** Of the card; empty: there is none. */
  clientName: string;
  /** Whose card it is; empty: nobody's. */
  clientId: string;
  jumpTo: (interactionId: string) => void;
  openPicture: (interactionId: string) => void;
  /** Keeping an entry in sight, and a next step out of it; null: this viewer only reads. */
  keep: Keep | null;
}

export interface Keep {
  isPinned: (interactionId: string) => boolean;
  pin: (interactionId: string) => void;
  promise: (interactionId: string) => void;
  /** Asks what is to be put right from this letter on. */
  rehome: (letter: { conversationId: string; entryId: string }) => void;
}

export const TalkContext = createContext<Talk>({
  answer: null,
  clientName: '',
  clientId: '',
  jumpTo: () => undefined,
  openPicture: () => undefined,
  keep: null,
});

export const useTalk = (): Talk => use(TalkContext);
