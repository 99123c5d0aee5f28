import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Settings } from '#libs/config';
import type { RoleName } from '#libs/database';

/** What a role is: a Nest context of its own, alone in a process or beside the others. */
export interface Role {
  readonly name: RoleName;
  /**
   * The root module. Everything that all roles need is injected from a global module that the boot puts beside it:
   * `SETTINGS` (libs/config), `UnitOfWork` (libs/database), `DataSource` (typeorm), `Logger`, `Health`, `Metrics` (libs/observability),
   * `Outbox`, `Inbox`, `Bus` (libs/messaging), `EvidenceStore`, `MasterKey` (libs/evidence).
   */
  readonly module: Type;
  /** Only for a role that serves HTTP: prefix, security headers, web socket adapter. It runs before Nest's init; the boot listens afterwards. */
  readonly http?: (app: NestExpressApplication, settings: Settings) => void | Promise<void>;
}

export const defineRole = (role: Role): Role => role;
