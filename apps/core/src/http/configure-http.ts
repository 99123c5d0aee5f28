import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import type { Settings } from '#libs/config';
import { Logger, Metrics } from '#libs/observability';
import { apiPrefix } from './api-prefix.js';
import { answerJsonQuickly } from './json-answer.js';
import { describeApi } from './openapi.js';
import { logRequests } from './request-log.js';
import { neverStored, pagePermissions, securityHeaders } from './security-headers.js';
import { builtWebClient, serveWebClient } from './web-client.js';

/** The longest message that a schema lets in (NewMessage: text and HTML) in UTF-8, with room. */
const largestJson = '4mb';

/** Everything in front of the routes. It runs before Nest's init. */
export function configureHttp(app: NestExpressApplication, settings: Settings, webClient = builtWebClient()): void {
  const { publicUrl } = settings.http;
  app.setGlobalPrefix(apiPrefix);
  app.disable('x-powered-by');
  app.disable('etag');
  // The caller's address decides on throttling: nobody but a proxy on this machine is believed about it.
  app.set('trust proxy', publicUrl?.startsWith('https:') ? 'loopback' : false);
  app.use(logRequests(app.get(Logger), app.get(Metrics)));
  app.use(securityHeaders(publicUrl));
  app.use(pagePermissions);
  app.use('/api', neverStored, answerJsonQuickly);
  app.use(`/${apiPrefix}/openapi.json`, apiDescription(app));
  app.useBodyParser('json', { limit: largestJson, type: isJson, strict: true });
  app.use(urlencodedParser);
  serveWebClient(app, webClient);
}

const uploads = new RegExp(`^/${apiPrefix}/(uploads|prompts|company/logo|whatsapp/webhook)(\\?|$)`);

/** An upload is bytes, whatever type it is declared as; a webhook is signed as bytes, and read by nobody before that is judged. */
function isJson(request: IncomingMessage): boolean {
  if (uploads.test(request.url ?? '')) return false;
  return /^application\/(?:[\w.+-]+\+)?json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

/** Nest adds a parser for HTML forms unless one of this name is there; the API takes no forms. */
function urlencodedParser(_: Request, _response: Response, next: NextFunction): void {
  next();
}

/** Made when somebody asks for the first time: it costs more than the rest of the start of the HTTP edge. */
function apiDescription(app: NestExpressApplication) {
  let text: string | undefined;
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.path !== '/' || !['GET', 'HEAD'].includes(request.method)) return next();
    text ??= JSON.stringify(describeApi(app));
    response.type('application/json').send(text);
  };
}
