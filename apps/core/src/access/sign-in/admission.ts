import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Entered } from './entrance.js';
import type { SignInAnswer } from './second-factor/second-factor.view.js';
import type { AfterFirst } from './second-factor/second-step.service.js';
import { SessionCookie } from './session-cookie.js';
import type { MeView } from './session.view.js';
import { SignInService } from './sign-in.service.js';
import { StepCookie } from './step-cookie.js';

/** How a sign-in leaves the house: what is set in the browser, and what it is told. */
@Injectable()
export class Admission {
  constructor(
    private readonly signIn: SignInService,
    private readonly cookie: SessionCookie,
    private readonly stepCookie: StepCookie,
  ) {}

  async answer(after: AfterFirst, request: Request, response: Response): Promise<SignInAnswer> {
    switch (after.is) {
      case 'half':
        this.stepCookie.set(response, after);
        return { step: 'second-factor', challenge: after.challenge, means: after.means };
      case 'enrolling':
        await this.let(after, request, response);
        return { step: 'enrol' };
      case 'in':
        return this.admit(after, request, response);
    }
  }

  /** In altogether. */
  async admit(entered: Entered, request: Request, response: Response): Promise<MeView> {
    await this.let(entered, request, response);
    return this.signIn.me(entered.viewer);
  }

  /** Whoever was signed in here before is out. */
  async let({ token, expiresAt }: Entered, request: Request, response: Response): Promise<void> {
    const before = this.cookie.find(request.headers);
    if (before?.kind === 'cookie') await this.signIn.signOut(before.token);
    if (this.stepCookie.find(request.headers) !== '') this.stepCookie.clear(response);
    this.cookie.set(response, token, expiresAt);
  }
}
