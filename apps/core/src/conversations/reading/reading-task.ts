import type { Settings } from '#libs/config';
import type { Sha256 } from '#libs/contracts';
import type { DeliveryReport, ReadReceipt } from './letter-content.js';

/** What a worker thread is given once: enough to open the evidence store for itself. */
export type ReaderSettings = Pick<Settings, 'dataDir' | 'storageUrl' | 'masterKeyFile'>;

export interface ReadingTask {
  sha256: Sha256;
  /** Found by the search beside the text: subject and names of the header. */
  alsoFound: string;
  /** How numbers without a country code are read; null: numbers are not looked for (our own letters). */
  country: string | null;
  /** Its header says that it tells of a letter that did not arrive. */
  undelivered?: boolean;
}

/** What a thread is given at once. */
export interface ReadingOrder {
  readonly tasks: readonly ReadingTask[];
  /** As ReadingProgress has it. */
  readonly progress: Int32Array;
}

/** A row of interaction_content, sealed in the thread that read it: the main thread sees no content. */
export interface ReadContent {
  /** null, as everything below: nothing could be read. */
  sealedText: Uint8Array | null;
  sealedStart: Uint8Array | null;
  sealedHtml: Uint8Array | null;
  snippet: Uint8Array | null;
  /** JSON, ReadAttachment[]. */
  attachments: string;
  /** As PostgreSQL reads a tsvector. */
  lexemes: string;
  /** Telephone numbers in the text, E.164. */
  numbers: string[];
  /** Addresses of ours with a conversation's token, as they stand in the text. */
  tokens: { address: string; token: string }[];
  problem: string | null;
  report: DeliveryReport | null;
  receipt: ReadReceipt | null;
  /** Words of somebody who is away. */
  saysAbsent: boolean;
}

/** `failed`: the original cannot be had. An error crosses threads as plain data: its class would be lost on the way. */
export type ReadingOutcome = { is: 'read'; content: ReadContent } | { is: 'failed'; code: string; mayPass: boolean };
