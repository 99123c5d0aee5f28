import { AriChannels } from './ari-channels.js';
import type { AriEvents, AriEventType } from './ari-events.js';
import { AriHttp, type EngineAccess } from './ari-http.js';
import { AriBridges, AriEndpoints, AriPlaybacks, AriRecordings, AriSystem } from './ari-objects.js';
import { AriStream, type StreamTiming } from './ari-stream.js';

/** The name of our Stasis application: every call of ours is sent there by the dialplan. */
export const stasisApp = 'keepline';

/** What may fail is the listener's own matter; here it is only told to the log. */
export interface AriLog {
  info(facts: object, words: string): void;
  warn(facts: object, words: string): void;
  error(facts: object, words: string): void;
}

/**
 * The Asterisk REST Interface (ARI), typed: requests over a keep-alive pool, each with a time limit, and events over one
 * web socket that comes back by itself. Every failure is an EngineTrouble with a stable code.
 */
export class Ari {
  readonly http = new AriHttp();
  readonly channels = new AriChannels(this.http);
  readonly bridges = new AriBridges(this.http);
  readonly playbacks = new AriPlaybacks(this.http);
  readonly recordings = new AriRecordings(this.http);
  readonly endpoints = new AriEndpoints(this.http);
  readonly system = new AriSystem(this.http);
  private readonly stream: AriStream;

  constructor(log: AriLog, timing?: Partial<StreamTiming>) {
    this.stream = new AriStream(stasisApp, log, timing);
  }

  /** From now on this engine is spoken to, until it is told otherwise; null: none at present. */
  pointAt(access: EngineAccess | null): void {
    this.http.pointAt(access);
    this.stream.pointAt(access);
  }

  /** Events flow and requests are answered. */
  get isUp(): boolean {
    return this.stream.isUp;
  }

  /**
   * A listener for one kind of event, called in the order of their arrival. What it throws is logged and does no harm to others.
   * @returns how to stop listening
   */
  on<T extends AriEventType>(type: T, listener: (event: AriEvents[T]) => void | Promise<void>): () => void {
    return this.stream.on(type, listener);
  }

  /** After each time that events begin to flow: what happened before was missed, so ask how things stand. Called at once when they flow already. */
  onUp(listener: () => void | Promise<void>): () => void {
    return this.stream.onUp(listener);
  }

  /** Events no longer flow. Calls may well go on at the engine. */
  onDown(listener: () => void | Promise<void>): () => void {
    return this.stream.onDown(listener);
  }

  close(): void {
    this.stream.close();
    this.http.close();
  }
}
