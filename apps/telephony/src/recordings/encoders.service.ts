import { Injectable } from '@nestjs/common';
import { Health } from '#libs/observability';
import { EngineTools } from '../engine/engine-tools.js';
import { findEncoders, type Encoder } from './encoders.js';

/** An encoder may be installed while we run. */
const lookAgainAfterMs = 60_000;

/** The encoders of this machine. */
@Injectable()
export class Encoders {
  private readonly known = new Map<'flac' | 'opus', { at: number; found: Encoder[] }>();

  constructor(
    private readonly tools: EngineTools,
    private readonly health: Health,
  ) {}

  /** The wanted format first; empty: there is none, and sound is kept as WAV. */
  async for(format: 'flac' | 'opus'): Promise<Encoder[]> {
    const known = this.known.get(format);
    if (known && Date.now() - known.at < lookAgainAfterMs) return known.found;
    const found = await findEncoders(format, (name) => this.tools.find(name));
    this.known.set(format, { at: Date.now(), found });
    const none = { status: 'degraded', code: 'recording.no-encoder', detail: 'recordings are kept as WAV' } as const;
    this.health.set('encoder', found.length > 0 ? { status: 'ok' } : none);
    return found;
  }
}
