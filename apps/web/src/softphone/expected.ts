/** What an INVITE says it is for, by its header. */
export type Purpose = 'ring' | 'own' | 'listen';

/** One that carries no header of ours rings like any other: it may be a colleague's desk phone. */
export function purposeOf(header: (name: string) => string | undefined): { purpose: Purpose; callId: string | null } {
  const own = header('X-Keepline-Call');
  if (own !== undefined) return { purpose: 'own', callId: own };
  const listen = header('X-Keepline-Listen');
  if (listen !== undefined) return { purpose: 'listen', callId: listen };
  return { purpose: 'ring', callId: header('X-Keepline-Ring') ?? null };
}

/**
 * Which INVITEs may be answered without a hand: those of calls that this page has just placed, asked to listen to, or spoke in when it was
 * loaded anew. Everything else rings. An INVITE can be here before the server's answer to our request, which names the call: it waits for that.
 */
export class Expected {
  private readonly wanted = new Set<string>();
  private readonly left = new Map<string, number>();
  private readonly asking = new Map<string, number>();
  private waiting: (() => void)[] = [];

  /** @param patienceMs a request whose answer never comes holds nobody up longer than that */
  constructor(
    private readonly patienceMs = 15_000,
    private readonly now = () => Date.now(),
  ) {}

  /** A request is on its way that will make a call, whose id nobody knows yet. */
  asks(request: string): void {
    this.asking.set(request, this.now() + this.patienceMs);
  }

  /** @param callId null: it was refused */
  answered(request: string, callId: string | null): void {
    this.asking.delete(request);
    if (callId !== null) this.wanted.add(callId);
    const waiting = this.waiting;
    this.waiting = [];
    for (const each of waiting) each();
  }

  expect(callId: string): void {
    this.wanted.add(callId);
  }

  /** This page spoke in it until a moment ago. @param forMs as long as the server waits for it */
  comesBack(callId: string, forMs: number): void {
    this.left.set(callId, this.now() + forMs);
  }

  /** `answer`: it is ours, once. `wait`: ask again when `onNews` is called. `ring`: a person decides. */
  verdict(purpose: Purpose, callId: string | null, onNews: () => void): 'answer' | 'wait' | 'ring' {
    if (callId === null) return 'ring';
    if (purpose === 'ring') {
      const until = this.left.get(callId) ?? 0;
      this.left.delete(callId);
      return until > this.now() ? 'answer' : 'ring';
    }
    if (this.wanted.delete(callId)) return 'answer';
    const inTime = [...this.asking.values()].some((until) => until > this.now());
    if (purpose === 'listen' || !inTime) return 'ring';
    this.waiting.push(onNews);
    return 'wait';
  }
}
