import type { INestApplication, INestMicroservice, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { openRoleDataSource, UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { messagingFor, type Messaging } from '#libs/messaging';
import { answerHealth, NestPinoLogger } from '#libs/observability';
import type { DataSource } from 'typeorm';
import type { Role } from './define-role.js';
import type { Foundation } from './foundation.js';
import { RoleContextModule } from './role-context.module.js';

/** One role that is up: its Nest application and the database pool below it. */
export class RunningRole {
  private constructor(
    readonly role: Role,
    readonly messaging: Messaging,
    private readonly app: INestApplication | INestMicroservice,
    private readonly dataSource: DataSource,
  ) {}

  /**
   * Up to the point where its consumers take; HTTP waits for `serve`.
   * @param stopRelays see RoleParts
   * @throws whatever kept it from starting; nothing of it is left then
   */
  static async start(role: Role, foundation: Foundation, stopRelays: () => Promise<void>): Promise<RunningRole> {
    const { bus, derive, metrics } = foundation;
    const logger = foundation.logger.child({ role: role.name });
    const health = foundation.health.of(role.name);
    const dataSource = await openRoleDataSource(role.name, foundation.databaseUrl, derive, {
      onPoolError: (err) => logger.warn({ err }, 'a database connection was lost'),
    });
    let app: INestApplication | INestMicroservice | undefined;
    try {
      const uow = new UnitOfWork(dataSource);
      const messaging = messagingFor(role.name, { bus, uow, log: logger, health, metrics });
      const context = RoleContextModule.with(foundation, { dataSource, uow, messaging, logger, health, stopRelays });
      const module = { module: rootNamed(role.name), imports: [context, role.module] };
      const options = { logger: new NestPinoLogger(logger), abortOnError: false };
      const strategy = messaging.strategy;
      if (role.http) {
        // Idle keep-alive connections would hold the shutdown up.
        const http = await NestFactory.create<NestExpressApplication>(module, {
          ...options,
          forceCloseConnections: true,
        });
        app = http;
        http.use(healthRoutes(foundation));
        await role.http(http, foundation.settings);
        http.connectMicroservice({ strategy });
        await http.startAllMicroservices();
        await http.init();
      } else {
        const service = await NestFactory.createMicroservice(module, { ...options, strategy });
        app = service;
        await service.listen();
      }
      health.watch('database', () => answers(dataSource), { essential: true });
      return new RunningRole(role, messaging, app, dataSource);
    } catch (error) {
      await app?.close().catch(() => undefined);
      await dataSource.destroy().catch(() => undefined);
      throw error;
    }
  }

  /** @returns where it serves HTTP, or null for a role that does not. @throws UserError('http.port-taken') */
  async serve({ http }: Foundation['settings']): Promise<string | null> {
    if (!this.role.http) return null;
    try {
      await (this.app as NestExpressApplication).listen(http.port, http.host);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      const advice = 'stop the program that has it, or choose another port by KEEPLINE_HTTP_PORT';
      throw new UserError('http.port-taken', { port: http.port, advice }, { cause: error });
    }
    return (this.app as NestExpressApplication).getUrl();
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.dataSource.destroy();
  }
}

/** Nest names a context by its root class; each role gets one of its own. */
function rootNamed(name: string): Type {
  const root = { [name]: class {} }[name]!;
  Module({})(root);
  return root;
}

/** The public port tells strangers whether it serves, and nothing else. */
function healthRoutes({ health }: Foundation) {
  return (request: Request, response: Response, next: NextFunction) => {
    answerHealth(request, response, health, { details: false }).then((done) => (done ? undefined : next()), next);
  };
}

async function answers(dataSource: DataSource) {
  await dataSource.query('select 1');
  return { status: 'ok', code: null, detail: null } as const;
}
