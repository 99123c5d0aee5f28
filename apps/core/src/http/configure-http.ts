import type { NestExpressApplication } from '@nestjs/platform-express';

export const apiPrefix = 'api/v1';

/** Everything in front of the routes. It runs before Nest's init. */
export function configureHttp(app: NestExpressApplication): void {
  app.setGlobalPrefix(apiPrefix);
}
