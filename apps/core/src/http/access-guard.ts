import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { SETTINGS, type Settings } from '#libs/config';
import { Bug, UserError } from '#libs/errors';
import { isAddress } from '../access/access-policy/doorkeeping.js';
import { hasRight } from '../access/rights.js';
import { SessionCookie } from '../access/sign-in/session-cookie.js';
import { Sessions } from '../access/sign-in/sessions.js';
import type { RequestOfSession } from '../access/sign-in/current-session.js';
import { judgeToken } from '../access/tokens/token-rules.js';
import { ACCESS, TO_TOKENS, WALKS, WHILE_VIEWING, type AccessName } from './access.decorator.js';
import { RateLimits } from './rate-limits.js';
import { isSameOrigin } from './same-origin.js';

const reading = new Set(['GET', 'HEAD']);

/** The one door of the API: nothing behind it runs before the caller is known and has the right that the route names. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    private readonly limits: RateLimits,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * @throws UserError `request.cross-site`, `session.required`, `view-as.read-only`, `second-factor.missing`, `access.forbidden`, and what
   * `judgeToken` and `RateLimits` throw
   */
  async canActivate(context: ExecutionContext): Promise<true> {
    const access = this.reflector.get<AccessName | undefined>(ACCESS, context.getHandler());
    if (access === undefined) throw new Bug('http.route-without-access');
    // No browser sends it, so there is no other site to refuse.
    if (access === 'signature') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const given = this.cookie.find(request.headers);
    if (!reading.has(request.method) && given?.kind !== 'bearer') this.refuseOtherSites(request);
    if (access === 'public') {
      await this.limits.stranger(request.ip ?? '');
      return true;
    }

    const session = given === null ? null : await this.sessions.find(given.token, given.kind, { restricted: true });
    if (session === null || !isAddress(session.rule?.addresses ?? [], request.ip ?? ''))
      return this.refuseStranger(request);
    await this.limits.caller(session, this.reflector.get<boolean>(WALKS, context.getHandler()));
    Object.assign(request as RequestOfSession, { viewer: session.viewer, session });
    if (session.token !== null) {
      const toTokens = this.reflector.get<boolean>(TO_TOKENS, context.getHandler());
      judgeToken(session.token, { method: request.method, ip: request.ip ?? '', toTokens });
    }
    if (session.viewer.behind && !reading.has(request.method) && !this.mayWhileViewing(context))
      throw new UserError('view-as.read-only');
    if (access === 'enrolling') return true;
    if (session.restricted) throw new UserError('second-factor.missing');
    if (access !== 'signed-in' && !hasRight(session.viewer, access)) {
      throw new UserError('access.forbidden', { right: access });
    }
    return true;
  }

  private mayWhileViewing(context: ExecutionContext): boolean {
    return this.reflector.get<boolean | undefined>(WHILE_VIEWING, context.getHandler()) === true;
  }

  /** Whoever tries tokens one after the other costs a look at the database each. */
  private async refuseStranger({ ip }: Request): Promise<never> {
    await this.limits.stranger(ip ?? '');
    throw new UserError('session.required');
  }

  /** A form of another site can send neither the header nor the right origin (docs/decisions/0007-access.md). */
  private refuseOtherSites({ headers }: Request): void {
    const ours = isSameOrigin(headers, this.settings.http.publicUrl) ?? true;
    if (!ours || headers['x-keepline'] !== '1') throw new UserError('request.cross-site');
  }
}
