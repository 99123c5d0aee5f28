import { randomUUID } from 'node:crypto';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Logger } from '#libs/observability';
import { asRefusal, problemOf, retryAfterOf } from './problem.js';

/** Whatever goes wrong leaves as a problem document, and only here an error becomes an HTTP status. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = asRefusal(thrown);
    const incident = error.kind === 'bug' ? randomUUID() : null;
    if (incident !== null) {
      this.logger.error({ err: thrown, incident, method: request.method, route: routeOf(request) }, 'a request failed');
    }
    if (response.headersSent) {
      // Half an answer is out: only a broken connection tells the client that it is not whole.
      response.destroy();
      return;
    }
    const problem = problemOf(error, incident);
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== null) response.setHeader('Retry-After', String(retryAfter));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** The route's pattern: the path itself has ids in it, the query what people search for. */
export const routeOf = (request: Request): string => (request.route as { path?: string } | undefined)?.path ?? 'none';
