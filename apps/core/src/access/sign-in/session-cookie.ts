import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { SETTINGS, type Settings } from '#libs/config';
import type { SessionKind } from './sessions.repository.js';

export interface GivenToken {
  readonly token: string;
  readonly kind: SessionKind;
}

/** Behind https the name binds the cookie to this very host (RFC 6265bis, `__Host-`); plain http has no such promise to make. */
@Injectable()
export class SessionCookie {
  readonly name: string;
  private readonly secure: boolean;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.secure = settings.http.publicUrl?.startsWith('https:') ?? false;
    this.name = this.secure ? '__Host-keepline_session' : 'keepline_session';
  }

  set(response: Response, token: string, expiresAt: Date): void {
    response.cookie(this.name, token, { ...this.options(), expires: expiresAt });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.options());
  }

  /** A bearer token (RFC 6750) goes before the cookie: a page cannot send one by accident. Never throws, whatever is written there. */
  find(headers: IncomingHttpHeaders): GivenToken | null {
    const bearer = /^Bearer (kl_[\w-]{43})$/.exec(headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return { token: bearer, kind: 'bearer' };
    for (const pair of (headers.cookie ?? '').split(';')) {
      const [name, value] = pair.trim().split('=', 2);
      if (name === this.name && value !== undefined && /^[\w-]{43}$/.test(value)) {
        return { token: value, kind: 'cookie' };
      }
    }
    return null;
  }

  private options() {
    return { httpOnly: true, sameSite: 'lax', secure: this.secure, path: '/' } as const;
  }
}
