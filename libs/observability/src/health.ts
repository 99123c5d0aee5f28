/** `degraded`: it serves, but somebody should look. `down`: it does not serve. */
export type HealthStatus = 'ok' | 'degraded' | 'down';

export interface HealthCheck {
  readonly status: HealthStatus;
  /** Stable and translatable (`mail.password-refused`); null when all is well. */
  readonly code: string | null;
  /** For the administrator; never personal content. */
  readonly detail: string | null;
}

export interface HealthReport {
  /** `down` only when an essential check is down: one dead channel must not take the process out of service. */
  readonly status: HealthStatus;
  readonly checks: Readonly<Record<string, HealthCheck>>;
}

type Probe = () => HealthCheck | Promise<HealthCheck>;

/** A probe that does not answer within this time is down itself. */
const probeTimeoutMs = 2_000;

export const healthy: HealthCheck = { status: 'ok', code: null, detail: null };

/** The named checks of one process. Every role sees it through a door of its own that puts the role's name before the check's. */
export class Health {
  private readonly probes: Map<string, { probe: Probe; essential: boolean }>;

  constructor(
    private readonly prefix = '',
    shared?: Health,
  ) {
    this.probes = shared ? shared.probes : new Map<string, { probe: Probe; essential: boolean }>();
  }

  /** The same registry; names get `<owner>.` before them. */
  of(owner: string): Health {
    return new Health(`${this.prefix}${owner}.`, this);
  }

  /** States what is the case until it is stated anew. An empty name speaks for the owner as a whole. */
  set(
    name: string,
    check: Partial<HealthCheck> & Pick<HealthCheck, 'status'>,
    options: { essential?: boolean } = {},
  ): void {
    this.watch(name, () => ({ code: null, detail: null, ...check }), options);
  }

  /** Asks whenever somebody looks. The probe must be quick; throwing or dawdling counts as down. */
  watch(name: string, probe: Probe, { essential = false }: { essential?: boolean } = {}): void {
    this.probes.set(this.nameOf(name), { probe, essential });
  }

  forget(name: string): void {
    this.probes.delete(this.nameOf(name));
  }

  /** Everything of this owner. */
  forgetAll(): void {
    for (const name of this.probes.keys()) if (name.startsWith(this.prefix)) this.probes.delete(name);
  }

  async report(): Promise<HealthReport> {
    const all = [...this.probes].sort(([a], [b]) => (a < b ? -1 : 1));
    const answers = await Promise.all(
      all.map(async ([name, { probe, essential }]) => ({ name, essential, check: await answerOf(probe) })),
    );
    const down = answers.some(({ check, essential }) => essential && check.status === 'down');
    const trouble = answers.some(({ check }) => check.status !== 'ok');
    return {
      status: down ? 'down' : trouble ? 'degraded' : 'ok',
      checks: Object.fromEntries(answers.map(({ name, check }) => [name, check])),
    };
  }

  private nameOf(name: string): string {
    return `${this.prefix}${name}`.replace(/\.$/, '');
  }
}

async function answerOf(probe: Probe): Promise<HealthCheck> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<HealthCheck>((resolve) => {
    timer = setTimeout(() => resolve({ status: 'down', code: 'health.no-answer', detail: null }), probeTimeoutMs);
  });
  try {
    return await Promise.race([probe(), tooLate]);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return { status: 'down', code: typeof code === 'string' ? code : 'health.probe-failed', detail: null };
  } finally {
    clearTimeout(timer);
  }
}
