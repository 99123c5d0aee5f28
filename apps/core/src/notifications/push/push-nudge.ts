import { Injectable } from '@nestjs/common';

/** By this whoever queues a push wakes whoever sends it, without knowing them. */
@Injectable()
export class PushNudge {
  private listener: () => void = () => undefined;

  nudge(): void {
    this.listener();
  }

  /** @returns what ends it */
  listen(listener: () => void): () => void {
    this.listener = listener;
    return () => (this.listener = () => undefined);
  }
}
