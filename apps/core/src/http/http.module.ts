import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AccessModule } from '../access/access.module.js';
import { AccessGuard } from './access-guard.js';
import { ProblemFilter } from './problem-filter.js';
import { RateLimits } from './rate-limits.js';
import { RouteRules } from './route-rules.js';
import { SchemaPipe } from './schema-pipe.js';

/** The HTTP edge: who gets in, what may be said, how refusals look. */
@Module({
  imports: [DiscoveryModule, AccessModule],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useClass: SchemaPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
    RouteRules,
    RateLimits,
  ],
})
export class HttpModule {}
