import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { Viewer } from '../viewer.js';
import type { MeView, SignIn } from './session.view.js';

@Injectable()
export class SignInService {
  signIn(_: SignIn, _from: { ip: string; userAgent: string }): Promise<{ token: string; expiresAt: Date; viewer: Viewer }> { return Promise.reject(new Bug('not-built')); }
  signOut(_token: string | null): Promise<void> { return Promise.reject(new Bug('not-built')); }
  me(_: Viewer): Promise<MeView> { return Promise.reject(new Bug('not-built')); }
  changeLocale(_: Viewer, _locale: string): Promise<MeView> { return Promise.reject(new Bug('not-built')); }
}
