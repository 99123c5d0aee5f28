import type { NextFunction, Request, Response } from 'express';
import type { Logger, Metrics } from '#libs/observability';
import type { SignedInRequest } from '../access/viewer.js';
import { routeOf } from './problem-filter.js';

/** One line and one measurement for each request: method, route pattern, status and time; no path, query, address or name. */
export function logRequests(logger: Logger, metrics: Metrics) {
  const seconds = metrics.histogram(
    'keepline_http_request_seconds',
    'Time from the request to the end of its answer',
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    ['method', 'route', 'status'],
  );
  return (request: Request, response: Response, next: NextFunction): void => {
    const from = performance.now();
    response.once('close', () => {
      const tookMs = performance.now() - from;
      const { method } = request;
      const route = routeOf(request);
      const status = response.writableFinished ? response.statusCode : 499;
      seconds.observe({ method, route, status: String(status) }, tookMs / 1_000);
      const { viewer } = request as Partial<SignedInRequest>;
      const facts = { method, route, status, tookMs: Math.round(tookMs), employeeId: viewer?.employeeId };
      if (status >= 400) logger.info(facts, 'request refused');
      else logger.debug(facts, 'request');
    });
    next();
  };
}
