import type { Schemas } from '../api/client.js';

export type Interaction = Schemas['Interaction'];
export type Message = Schemas['MessageFacts'];
export type Reaction = Message['reactions'][number];
export type Media = NonNullable<Message['media']>;

/** Pictures and videos that can be looked at now. */
export const isPicture = ({ message }: Interaction): boolean =>
  (message?.kind === 'image' || message?.kind === 'video') && message.media?.state === 'kept';
