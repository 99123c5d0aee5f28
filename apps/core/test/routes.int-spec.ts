import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { aClient, aCompany, anEmployee, anOwner, type SavedEmployee } from '#libs/testing';
import { rightsOf } from '../src/access/rights.js';
import type { Role } from '../src/access/viewer.js';
import { Access } from '../src/http/access.decorator.js';
import { HttpModule } from '../src/http/http.module.js';
import { RouteRules, type Route } from '../src/http/route-rules.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

/** A UUID that nobody has. */
const nobody = '01900000-0000-7000-8000-000000000000';
const at = (route: Route): string => route.path.replaceAll(/:n\b/g, '0').replaceAll(/:\w+/g, nobody);

describe('every route', () => {
  let core: TestCore;
  let routes: Route[];
  const people = new Map<Role, SavedEmployee>();
  const person = (role: Role): SavedEmployee => people.get(role)!;

  beforeAll(async () => {
    core = await aCore();
    routes = core.app.get(RouteRules, { strict: false }).routes();
    await aCompany().saved(core.db);
    people.set('owner', await anOwner().saved(core.db));
    for (const role of ['manager', 'employee', 'administrator'] as const) {
      people.set(role, await anEmployee(role).as(role).saved(core.db));
    }
    await aClient().saved(core.db);
  });
  afterAll(() => core.close());

  const ask = (caller: Caller, route: Route) =>
    caller.call(route.method, at(route), route.method === 'GET' ? undefined : {});
  const allowed = async (caller: Caller, among = routes): Promise<string[]> => {
    const open: string[] = [];
    for (const route of among) {
      const { status, body } = await ask(caller, route);
      const refused = status === 401 || (status === 403 && body.code === 'access.forbidden');
      if (!refused) open.push(`${route.method} ${route.path}`);
    }
    return open;
  };
  const open = (is: (route: Route) => boolean) => routes.filter(is).map(({ method, path }) => `${method} ${path}`);

  it('is known to the walk: what the router serves is what the walk sees', () => {
    const layers = (core.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } }).router.stack;
    interface Layer {
      route?: { path: string; methods: Record<string, boolean> };
    }
    const served = layers.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`) : [],
    );
    expect(served.sort()).toEqual(routes.map(({ method, path }) => `${method} /api/v1/${path}`).sort());
    expect(served.length).toBeGreaterThan(35);
  });

  it('is closed to strangers unless it says that it is public', async () => {
    const isPublic = open(({ access }) => access === 'public');
    expect(isPublic.sort()).toEqual([
      'GET company/logo',
      'GET joining/:token',
      'GET session/provider/callback',
      'GET session/ways',
      'GET setup',
      'GET whatsapp/webhook',
      'POST joining/:token',
      'POST session',
      'POST session/passkey',
      'POST session/passkey/options',
      'POST session/provider',
      'POST session/second-factor',
      'POST session/second-factor/passkey',
      'POST session/second-factor/passkey/options',
      'POST setup',
    ]);
    // No session, and no browser: whoever sends it signs it.
    expect(open(({ access }) => access === 'signature')).toEqual(['POST whatsapp/webhook']);
    const withoutPublic = routes.filter(({ access }) => access !== 'public');
    expect(await allowed(core.stranger, withoutPublic)).toEqual([]);
    const invented = core.stranger.with({ cookie: `keepline_session=${'x'.repeat(43)}` });
    expect(await allowed(invented, withoutPublic)).toEqual([]);
  });

  it('is closed to a session that is over and to somebody who is suspended', async () => {
    const gone = await anEmployee('Gone').as('owner').suspended().saved(core.db);
    const expired = await core.as(person('owner'));
    await core.db.query('update core.session set expires_at = now() where employee_id = $1', [
      person('owner').employeeId,
    ]);
    const withoutPublic = routes.filter(({ access }) => access !== 'public');
    expect(await allowed(expired, withoutPublic)).toEqual([]);
    expect(await allowed(await core.as(gone), withoutPublic)).toEqual([]);
  });

  it.each(['owner', 'manager', 'employee', 'administrator'] as const)(
    'is open to the %s exactly where the role has the right',
    async (role) => {
      const rights: readonly string[] = ['public', 'signed-in', 'enrolling', ...rightsOf[role]];
      // Signing out would end the walk.
      const walked = routes.filter(({ method, path }) => `${method} ${path}` !== 'DELETE session');
      const caller = await core.as(person(role));
      expect(await allowed(caller, walked)).toEqual(
        walked.filter(({ access }) => rights.includes(access)).map(({ method, path }) => `${method} ${path}`),
      );
    },
  );

  it('that changes something is closed to another site', async () => {
    const caller = (await core.as(person('owner'))).with({ 'x-keepline': '0' });
    for (const route of routes.filter(({ method, access }) => method !== 'GET' && access !== 'signature')) {
      const { status, body } = await ask(caller, route);
      expect([route.path, status, body.code]).toEqual([route.path, 403, 'request.cross-site']);
    }
  });

  it('never answers with anything but a problem document when it refuses', async () => {
    const caller = await core.as(person('owner'));
    for (const route of routes.filter(({ path }) => path !== 'session')) {
      const { status, headers, body } = await ask(caller, route);
      if (status < 400) continue;
      expect([route.path, headers.get('content-type')]).toEqual([
        route.path,
        'application/problem+json; charset=utf-8',
      ]);
      expect(body).toMatchObject({ status, code: expect.stringMatching(/^[a-z-]+\.[a-z.-]+$/) });
      expect([route.path, status]).not.toEqual([route.path, 500]);
    }
  });
});

describe('a program with a careless route', () => {
  it('does not start when the route names no access', async () => {
    @Controller('careless')
    class Careless {
      @Get()
      all(): string[] {
        return [];
      }
    }
    @Module({ imports: [HttpModule], controllers: [Careless] })
    class CarelessModule {}
    await expect(aCore({ module: CarelessModule })).rejects.toMatchObject({
      code: 'http.route-without-access',
      details: { where: 'Careless.all' },
    });
  });

  it('does not start when an argument has no schema', async () => {
    @Controller('careless')
    class Careless {
      @Post()
      @Access('public')
      take(@Body() body: unknown): unknown {
        return body;
      }
    }
    @Module({ imports: [HttpModule], controllers: [Careless] })
    class CarelessModule {}
    await expect(aCore({ module: CarelessModule })).rejects.toMatchObject({
      code: 'http.argument-without-schema',
      details: { where: 'Careless.take', argument: 0 },
    });
  });

  it('does not start when two handlers have one address', async () => {
    @Controller('careless')
    class Careless {
      @Get(':id/notes')
      @Access('public')
      notes(): string[] {
        return [];
      }
      @Get(':clientId/notes')
      @Access('public')
      more(): string[] {
        return [];
      }
    }
    @Module({ imports: [HttpModule], controllers: [Careless] })
    class CarelessModule {}
    await expect(aCore({ module: CarelessModule })).rejects.toMatchObject({
      code: 'http.route-twice',
      details: { method: 'GET', path: 'careless/:clientId/notes' },
    });
  });
});
