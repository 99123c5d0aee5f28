import type { LiveCall } from './live-call.js';

const buriedForMs = 30_000;

/** Whose matter it is what happens to a channel, a playback or a message of the engine. */
export class Owners {
  private readonly owners = new Map<string, LiveCall>();
  private readonly owned = new Map<LiveCall, string[]>();
  private readonly buried = new Set<string>();

  find(id: string): LiveCall | null {
    return this.owners.get(id) ?? null;
  }

  claim(id: string, call: LiveCall): void {
    this.owners.set(id, call);
    const ids = this.owned.get(call);
    if (ids) ids.push(id);
    else this.owned.set(call, [id]);
  }

  /** The call is over. A list of channels that was asked for before their end must not bring them back. */
  release(call: LiveCall): void {
    const ids = (this.owned.get(call) ?? []).filter((id) => this.owners.get(id) === call);
    this.owned.delete(call);
    for (const id of ids) {
      this.owners.delete(id);
      this.buried.add(id);
    }
    setTimeout(() => ids.forEach((id) => this.buried.delete(id)), buriedForMs).unref();
  }

  /** No call has or had it. */
  isStranger(id: string): boolean {
    return !this.owners.has(id) && !this.buried.has(id);
  }
}
