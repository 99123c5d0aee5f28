import type { WebSocket } from 'ws';
import type { Told } from './wire.js';

/** One open page: the browser that is (or shall be) a linked device. */
export class PageLine {
  constructor(private readonly socket: WebSocket) {}

  tell(told: Told): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(told));
  }

  close(): void {
    this.socket.close();
  }

  /** As a cable that is pulled: nobody says goodbye. */
  cut(): void {
    this.socket.terminate();
  }
}
