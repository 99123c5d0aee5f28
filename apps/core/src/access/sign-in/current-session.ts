import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { SignedInRequest } from '../viewer.js';
import type { FoundSession } from './sessions.repository.js';

/** The request after the access guard has let it in, with the session that it came by. */
export interface RequestOfSession extends SignedInRequest {
  session: FoundSession;
}

/** The session of this request; only behind a route whose access is not `public`. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): FoundSession => {
  return context.switchToHttp().getRequest<RequestOfSession>().session;
});
