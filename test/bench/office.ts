import type { openDatabaseOf } from '../product/product-database.js';

export const clients = 50_000;
export const employees = 200;
const teams = 20;

/**
 * Teams, people and cards: every twentieth card has no responsible employee. Afterwards `staff` (id, team_id, n) and `numbered` (id, n from 0)
 * are there for whoever writes what happened on them.
 * @param maria heads the team in which anna works
 */
export async function writeOffice(
  database: Awaited<ReturnType<typeof openDatabaseOf>>,
  { anna, maria }: { anna: string; maria: string },
): Promise<void> {
  await database.query(
    `insert into core.team (id, name) select gen_random_uuid(), 'Team ' || n from generate_series(1, $1::int) n`,
    [teams],
  );
  await database.query(
    `insert into core.employee (id, email, name, role, password_hash)
     select gen_random_uuid(), 'e' || n || '@company.test', 'Employee ' || n, 'employee', 'x' from generate_series(1, $1::int) n`,
    [employees - 3],
  );
  await database.query(`
    update core.employee e set team_id = t.id from (
      select e.id as employee, t.id from (select id, row_number() over (order by id) n from core.employee) e
      join (select id, row_number() over (order by id) n from core.team) t on t.n = 1 + e.n % ${teams}) as t
    where t.employee = e.id`);
  await database.query(
    `update core.employee set team_id = (select team_id from core.employee where id = $1) where id = $2`,
    [anna, maria],
  );
  await database.query(
    `create temp table staff as select id, team_id, row_number() over (order by id) - 1 as n from core.employee where role = 'employee'`,
  );
  await database.query(
    `insert into core.client (id, kind, name, responsible_id, team_id)
     select gen_random_uuid(), 'person', 'Client ' || g, case when g % 20 > 0 then s.id end, s.team_id
     from generate_series(1, $1::int) g join staff s on s.n = g % (select count(*) from staff)`,
    [clients],
  );
  await database.query(
    `create temp table numbered as select id, row_number() over () - 1 as n from core.client; create index on numbered (n);`,
  );
}
