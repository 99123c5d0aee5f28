import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SETTINGS, type Settings } from '#libs/config';
import { UserError } from '#libs/errors';
import type { FoundSession } from '../access/sign-in/sessions.repository.js';

const minuteS = 60;
const walkS = 300;

/**
 * How much may be asked. A working person never meets it: a page asks a few dozen times in a minute. In memory: a restart forgets it, and of
 * several processes each counts its own. Guessing passwords has limits of its own (access/sign-in/attempts.ts).
 */
@Injectable()
export class RateLimits {
  private readonly limits: Readonly<Record<'page' | 'program' | 'stranger' | 'walk', RateLimiterMemory>> | null;

  constructor(@Inject(SETTINGS) settings: Settings) {
    const perMinute = settings.requestsPerMinute;
    const limit = (keyPrefix: string, points: number, duration: number) =>
      new RateLimiterMemory({ keyPrefix, points: Math.max(1, Math.round(points)), duration });
    this.limits =
      perMinute === 0
        ? null
        : {
            page: limit('page', perMinute, minuteS),
            program: limit('program', perMinute / 2, minuteS),
            // An office shares one address.
            stranger: limit('stranger', perMinute, minuteS),
            // Page by page through everything: as much as a hand does, and no more.
            walk: limit('walk', perMinute / 3, walkS),
          };
  }

  /** @throws UserError `request.too-many` with `retryAfterS` */
  stranger(ip: string): Promise<void> {
    return this.spend('stranger', ip);
  }

  /**
   * @param walks the route leads through everything that somebody may see: counted for whoever they are, however often they are signed in
   * @throws UserError `request.too-many` with `retryAfterS`
   */
  async caller({ id, token, viewer }: FoundSession, walks: boolean): Promise<void> {
    await this.spend(token === null ? 'page' : 'program', id);
    if (walks) await this.spend('walk', viewer.employeeId);
  }

  private async spend(what: 'page' | 'program' | 'stranger' | 'walk', key: string): Promise<void> {
    if (this.limits === null) return;
    try {
      await this.limits[what].consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new UserError('request.too-many', { retryAfterS: Math.ceil(refused.msBeforeNext / 1_000) });
    }
  }
}
