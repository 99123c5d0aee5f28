import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { Setup } from './session.view.js';

@Injectable()
export class SetupService {
  needed(): Promise<boolean> { return Promise.reject(new Bug('not-built')); }
  setUp(_: Setup, _from: { ip: string }): Promise<void> { return Promise.reject(new Bug('not-built')); }
}
