import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SETTINGS } from '#libs/config';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { Bus, Inbox, Outbox, type Messaging } from '#libs/messaging';
import { Health, Logger, Metrics } from '#libs/observability';
import type { Foundation } from './foundation.js';

/** What is the role's own, of the things that every role has. */
export interface RoleParts {
  readonly dataSource: DataSource;
  readonly uow: UnitOfWork;
  readonly messaging: Messaging;
  readonly logger: Logger;
  readonly health: Health;
  /** Called after the edges have stopped taking and before consumers are detached. */
  readonly stopRelays: () => Promise<void>;
}

/** Nest calls its hook between `onModuleDestroy` (edges stop taking) and the closing of HTTP and consumers. */
class RelaysStopFirst {
  constructor(readonly beforeApplicationShutdown: () => Promise<void>) {}
}

/** Everything that any role may inject, without importing anything. */
@Global()
@Module({})
export class RoleContextModule {
  static with(foundation: Foundation, parts: RoleParts): DynamicModule {
    const providers: Provider[] = [
      { provide: SETTINGS, useValue: foundation.settings },
      { provide: DataSource, useValue: parts.dataSource },
      { provide: UnitOfWork, useValue: parts.uow },
      { provide: Outbox, useValue: parts.messaging.outbox },
      { provide: Inbox, useValue: parts.messaging.inbox },
      { provide: Bus, useValue: foundation.bus },
      { provide: EvidenceStore, useValue: foundation.evidence },
      { provide: MasterKey, useValue: foundation.masterKey },
      { provide: Logger, useValue: parts.logger },
      { provide: Health, useValue: parts.health },
      { provide: Metrics, useValue: foundation.metrics },
    ];
    const hook: Provider = { provide: RelaysStopFirst, useValue: new RelaysStopFirst(parts.stopRelays) };
    return { module: RoleContextModule, providers: [...providers, hook], exports: providers };
  }
}
