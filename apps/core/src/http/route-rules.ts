import { Injectable, RequestMethod, type OnModuleInit, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Bug } from '#libs/errors';
import { ACCESS, accessNames, type AccessName } from './access.decorator.js';

export interface Route {
  readonly method: string;
  /** As the controllers say it, without the prefix: `clients/:id/notes`. */
  readonly path: string;
  readonly access: AccessName;
}

/** What of a request may come in without a schema: the request itself and its answer, for streams and cookies. */
const withoutSchema = new Set<string>(
  [RouteParamtypes.REQUEST, RouteParamtypes.RESPONSE, RouteParamtypes.NEXT].map(String),
);

/**
 * Nest lets an argument without a schema pass unchecked, a route without a guard pass unasked, and of two handlers of one address the second
 * stand unheard. Here such a program does not start.
 */
@Injectable()
export class RouteRules implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    this.routes();
  }

  /** @throws Bug `http.route-without-access`, `http.argument-without-schema`, `http.route-twice` */
  routes(): Route[] {
    const routes = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (metatype ? this.routesOf(metatype as Type) : []));
    refuseDoubles(routes);
    return routes;
  }

  private routesOf(controller: Type): Route[] {
    const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string | undefined;
    return this.scanner.getAllMethodNames(controller.prototype as object).flatMap((name) => {
      const handler = (controller.prototype as Record<string, object>)[name]!;
      const path = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
      if (path === undefined) return [];
      const where = `${controller.name}.${name}`;
      const access = Reflect.getMetadata(ACCESS, handler) as AccessName | undefined;
      if (access === undefined || !accessNames.includes(access)) throw new Bug('http.route-without-access', { where });
      refuseUncheckedArguments(controller, name, where);
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
      return [
        {
          method,
          path: [prefix, path]
            .map((part) => part?.replaceAll(/^\/|\/$/g, ''))
            .filter(Boolean)
            .join('/'),
          access,
        },
      ];
    });
  }
}

/** The router would take the first of two without a word, whatever their parameters are called. */
function refuseDoubles(routes: readonly Route[]): void {
  const known = new Set<string>();
  for (const { method, path } of routes) {
    const address = `${method} ${path.replaceAll(/:\w+/g, ':')}`;
    if (known.has(address)) throw new Bug('http.route-twice', { method, path });
    known.add(address);
  }
}

function refuseUncheckedArguments(controller: Type, name: string, where: string): void {
  const given = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { index: number; schema?: unknown }
  >;
  for (const [key, { index, schema }] of Object.entries(given)) {
    const kind = key.split(':')[0]!;
    // Our own decorators (`@CurrentViewer()`) carry a name instead of a number: they take nothing that the caller wrote.
    const ours = !/^\d+$/.test(kind);
    if (!ours && !withoutSchema.has(kind) && schema === undefined) {
      throw new Bug('http.argument-without-schema', { where, argument: index });
    }
  }
}
