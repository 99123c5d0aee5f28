import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { SETTINGS, type Settings } from '#libs/config';
import type { OpenStep } from './steps.js';

/** Binds half a sign-in to the browser in which it began. Lax, not strict: a provider sends the browser back from another site. */
@Injectable()
export class StepCookie {
  readonly name: string;
  private readonly secure: boolean;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.secure = settings.http.publicUrl?.startsWith('https:') ?? false;
    this.name = this.secure ? '__Host-keepline_step' : 'keepline_step';
  }

  set(response: Response, { binding, expiresAt }: OpenStep): void {
    response.cookie(this.name, binding, { ...this.options(), expires: expiresAt });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.options());
  }

  /** Never throws, whatever is written there; empty: there is none. */
  find(headers: IncomingHttpHeaders): string {
    for (const pair of (headers.cookie ?? '').split(';')) {
      const [name, value] = pair.trim().split('=', 2);
      if (name === this.name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
    }
    return '';
  }

  private options() {
    return { httpOnly: true, sameSite: 'lax', secure: this.secure, path: '/' } as const;
  }
}
