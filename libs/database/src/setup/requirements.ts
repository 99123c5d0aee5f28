import type { Client } from 'pg';
import { UserError } from '#libs/errors';

const oldestVersion = 150_000;

/** @throws UserError `database.unfit` whose message names everything that is missing */
export async function checkRequirements(client: Client): Promise<void> {
  const { rows } = await client.query<{
    version: number;
    name: string;
    roles: boolean;
    schemas: boolean;
    public: boolean;
  }>(`
    select current_setting('server_version_num')::int as version, current_user as name,
      (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as roles,
      has_database_privilege(current_database(), 'create') as schemas,
      has_schema_privilege('public', 'create') as public`);
  const found = rows[0]!;
  const missing = [
    ...(found.version < oldestVersion
      ? [`PostgreSQL 15 or newer (this is ${Math.floor(found.version / 10_000)})`]
      : []),
    ...(found.roles ? [] : [`the right to create roles: alter role ${found.name} createrole`]),
    ...(found.schemas ? [] : [`the right to create schemas: grant create on database … to ${found.name}`]),
    ...(found.public
      ? []
      : [`the right to create tables in schema public: grant create on schema public to ${found.name}`]),
  ];
  if (missing.length > 0) throw new DatabaseUnfit(missing);
}

export class DatabaseUnfit extends UserError {
  constructor(readonly missing: readonly string[]) {
    super('database.unfit', { missing });
    this.message = [
      'The database of KEEPLINE_DATABASE_URL cannot be used; it lacks:',
      ...missing.map((m) => `  ${m}`),
    ].join('\n');
  }
}
