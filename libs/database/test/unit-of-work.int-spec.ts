import { Socket } from 'node:net';
import { jest } from '@jest/globals';
import { Client } from 'pg';
import { sqlStateOf, Tx, type UnitOfWork } from '#libs/database';
import { aDatabase, type TestDatabase } from '#libs/testing';

describe('the unit of work', () => {
  let db: TestDatabase;
  let uow: UnitOfWork;
  beforeAll(async () => {
    db = await aDatabase();
    uow = db.uow('core');
  });
  afterAll(() => db.close());

  const insertTeam = (tx: Tx, name: string) =>
    tx.query(`insert into team (id, name) values (gen_random_uuid(), $1)`, [name]);
  const teams = async () =>
    (await db.query<{ name: string }>('select name from core.team order by name')).map(({ name }) => name);
  beforeEach(() => db.query('truncate core.team cascade'));

  it('commits what was done, and tells so afterwards', async () => {
    const told: string[] = [];
    const answer = await uow.run(async (tx) => {
      tx.afterCommit(() => told.push('committed'));
      await insertTeam(tx, 'north');
      return 42;
    });
    expect(answer).toBe(42);
    expect(await teams()).toEqual(['north']);
    expect(told).toEqual(['committed']);
  });

  it('has a statement without parameters planned once for a connection, as one with them', async () => {
    const plans = await uow.run(async (tx) => {
      for (let n = 0; n < 3; n++) await tx.query('select name from team');
      return tx.query<{ planned: string }>(
        `select generic_plans + custom_plans as planned from pg_prepared_statements where statement = $1`,
        ['select name from team'],
      );
    });
    // One preparation, which all three have used.
    expect(plans).toEqual([{ planned: '3' }]);
  });

  it('takes everything back when the work throws, and tells nobody', async () => {
    const told: string[] = [];
    const failing = uow.run(async (tx) => {
      tx.afterCommit(() => told.push('committed'));
      await insertTeam(tx, 'north');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await teams()).toEqual([]);
    expect(told).toEqual([]);
  });

  it('lets nothing stand alone that comes after one of its statements has failed', async () => {
    let late: Promise<unknown> = Promise.resolve();
    let failed!: () => void;
    const failure = new Promise<void>((resolve) => (failed = resolve));
    const failing = uow.run(async (tx) => {
      late = tx.query('select 1').then(async () => {
        await failure;
        return insertTeam(tx, 'stray');
      });
      await Promise.all([late, tx.query('select 1 / 0')]);
    });
    expect(sqlStateOf(await failing.catch((thrown: unknown) => thrown))).toBe('22012');
    failed();
    await expect(late).rejects.toMatchObject({ code: 'database.transaction-over', kind: 'bug' });
    expect(await teams()).toEqual([]);
  });

  it('runs the last steps inside the transaction: when one fails, nothing stays', async () => {
    const failing = uow.run(async (tx) => {
      await insertTeam(tx, 'north');
      tx.beforeCommit(async () => {
        await insertTeam(tx, 'south');
      });
      tx.beforeCommit(() => Promise.reject(new Error('no lane is free')));
    });
    await expect(failing).rejects.toThrow('no lane is free');
    expect(await teams()).toEqual([]);
  });

  it('ends with the closing statements in one message with the commit: when one fails, nothing stays', async () => {
    const closing = (name: string) => ({
      sql: 'insert into team (id, name) select gen_random_uuid(), name from unnest($2) as t (name) where length(name) > $1',
      parameters: [1, [name, `it's \\ $2`, 'x']],
    });
    await uow.run(async (tx) => {
      tx.closeWith(() => closing('east'));
      tx.beforeCommit(() => insertTeam(tx, 'north').then(() => undefined));
    });
    expect(await teams()).toEqual(['east', `it's \\ $2`, 'north']);
    const failing = uow.run(async (tx) => {
      await insertTeam(tx, 'south');
      tx.closeWith(() => closing('south'));
    });
    expect(sqlStateOf(await failing.catch((thrown: unknown) => thrown))).toBe('23505');
    expect(await teams()).toEqual(['east', `it's \\ $2`, 'north']);
    await expect(uow.run((tx) => tx.query('select 1'))).resolves.toHaveLength(1);
  });

  const nobody = { is: 'viewer', employeeId: '', sees: 'nothing', teamIds: [] } as const;

  it('reads with BEGIN under way: under its scope, and durable before anything is handed out', async () => {
    const asked = uow.read(
      nobody,
      (tx) =>
        Promise.all([
          tx.query<{ scope: string; id: string }>(
            `select current_setting('keepline.scope') as scope, txid_current()::text as id`,
          ),
          tx.query<{ id: string }>('select txid_current()::text as id'),
          insertTeam(tx, 'north'),
        ]),
      ([[first], [second]]) => ({ scope: first!.scope, together: first!.id === second!.id }),
    );
    expect(await asked).toEqual({ scope: 'nothing', together: true });
    expect(await teams()).toEqual(['north']);
  });

  it('sends what is asked in the same moment in one write', async () => {
    const three = (tx: Tx) => Promise.all([1, 2, 3].map((n) => tx.query('select $1::int as n', [n])));
    await uow.run(three);
    const written = [jest.spyOn(Socket.prototype, '_write'), jest.spyOn(Socket.prototype, '_writev')];
    const writes = () => written.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    await uow.run(three);
    const inTurn = writes();
    await uow.read(nobody, three, (found) => found);
    expect([inTurn, writes() - inTurn]).toEqual([3, 2]);
    for (const spy of written) spy.mockRestore();
  });

  it('hands out nothing when one of the statements fails, or the shaping does', async () => {
    const refused = uow.read(
      nobody,
      (tx) => Promise.all([insertTeam(tx, 'north'), insertTeam(tx, 'north'), tx.query('select 1')]),
      () => 'shaped',
    );
    expect(sqlStateOf(await refused.catch((thrown: unknown) => thrown))).toBe('23505');
    expect(await teams()).toEqual([]);
    const unshaped = uow.read(
      nobody,
      (tx) => insertTeam(tx, 'south'),
      () => {
        throw new Error('no shape');
      },
    );
    await expect(unshaped).rejects.toThrow('no shape');
    await expect(uow.run((tx) => tx.query('select 1'))).resolves.toHaveLength(1);
  });

  it('translates what the database refuses, and keeps the cause', async () => {
    const twice = uow.run(async (tx) => {
      await insertTeam(tx, 'north');
      await insertTeam(tx, 'north');
    });
    const error: unknown = await twice.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'database.refused', kind: 'bug', cause: { constraint: 'team_name_key' } });
    expect(sqlStateOf(error)).toBe('23505');
  });

  it('sets the scope for one transaction, and leaves none behind', async () => {
    const scopeOf = (tx: Tx) =>
      tx.query(
        `select current_setting('keepline.scope', true) as scope, current_setting('keepline.teams', true) as teams`,
      );
    const viewer = { is: 'viewer', employeeId: `o'hara`, sees: 'team', teamIds: ['a', 'b'] } as const;
    expect(await uow.as(viewer, scopeOf)).toEqual([{ scope: 'team', teams: 'a,b' }]);
    expect(await uow.run(scopeOf)).toEqual([{ scope: 'system', teams: '' }]);
    expect(await db.dataSource('core').query(`select current_setting('keepline.scope', true) as scope`)).toEqual([
      { scope: '' },
    ]);
  });

  it('says "away" when the connection is cut, and works again on the next call', async () => {
    const cut = uow.run(async (tx) => {
      const [me] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await db.query('select pg_terminate_backend($1)', [me!.pid]);
      await insertTeam(tx, 'north');
    });
    await expect(cut).rejects.toMatchObject({ code: 'database.away', kind: 'operational' });
    await uow.run((tx) => insertTeam(tx, 'south'));
    expect(await teams()).toEqual(['south']);
  });

  it('is the only maker of transactions', () => {
    const client = new Client();
    expect(
      () =>
        new Tx(
          Symbol('made by UnitOfWork') as ConstructorParameters<typeof Tx>[0],
          client,
          { is: 'system' },
          Promise.resolve(),
        ),
    ).toThrow('Only UnitOfWork makes a Tx');
  });
});
