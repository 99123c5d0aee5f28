import { Client } from 'pg';
import { migrations, setUpDatabase, type Derive } from '#libs/database';
import { aDatabase, aMasterKey, type TestDatabase } from '#libs/testing';

const key = aMasterKey();
const derive: Derive = (purpose, bytes) => key.derive(purpose, bytes);
const this_ = migrations.findIndex(({ name }) => name === '20261125-09-extensions-beside-help');

let db: TestDatabase;
beforeAll(async () => {
  db = await aDatabase();
});
afterAll(() => db.close());

/** @returns the extensions that a company there has after the migration, in the order of those before it */
async function after(country: string, before: string[]): Promise<string[]> {
  const name = `beside_${country.toLowerCase()}_${process.pid}`;
  await db.query(`create database ${name}`);
  const url = new URL(db.url);
  url.pathname = `/${name}`;
  await setUpDatabase(url.href, derive, migrations.slice(0, this_));
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`insert into core.company (name, default_country) values ('Company', $1)`, [country]);
  await client.query(
    `with people as (
       insert into core.employee (id, email, name, role, password_hash)
       select gen_random_uuid(), number || '@company.test', n::text, 'employee', '' from unnest($1::text[]) with ordinality as given (number, n)
       returning id, email
     )
     insert into core.extension (employee_id, number) select id, split_part(email, '@', 1) from people`,
    [before],
  );
  await setUpDatabase(url.href, derive, migrations.slice(0, this_ + 1));
  const { rows } = await client.query<{ number: string }>(
    `select number from core.extension x join core.employee e on e.id = x.employee_id order by e.name::int`,
  );
  await client.end();
  await db.query(`drop database ${name} with (force)`);
  return rows.map(({ number }) => number);
}

it.each([
  ['UA', ['101', '102', '110', '112', '201'], ['202', '203', '110', '204', '201']],
  ['PL', ['101', '997', '999', '911', '202'], ['101', '203', '204', '201', '202']],
  ['FR', ['15', '17', '100', '2000'], ['201', '202', '100', '2000']],
  ['XK', ['101', '112'], ['101', '201']],
])('in %s %j become %j', async (country, before, expected) => {
  expect(await after(country, before)).toEqual(expected);
});
