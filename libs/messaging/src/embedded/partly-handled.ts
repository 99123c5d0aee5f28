/** Above this the oldest are forgotten; the inbox still makes a second delivery harmless. */
const mostRemembered = 10_000;

/** Which consumers have handled a message that another consumer of it still fails on: one's failure must not disturb the other. */
export class PartlyHandled {
  private readonly consumers = new Map<string, Set<string>>();

  has(messageId: string, consumer: string): boolean {
    return this.consumers.get(messageId)?.has(consumer) ?? false;
  }

  add(messageId: string, consumer: string): void {
    const known = this.consumers.get(messageId);
    if (known) {
      known.add(consumer);
      return;
    }
    this.consumers.set(messageId, new Set([consumer]));
    if (this.consumers.size <= mostRemembered) return;
    const [oldest] = this.consumers.keys();
    this.consumers.delete(oldest!);
  }

  forget(messageId: string): void {
    this.consumers.delete(messageId);
  }
}
