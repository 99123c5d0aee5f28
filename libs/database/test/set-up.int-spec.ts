import { createHash } from 'node:crypto';
import { guardDatabase, migrations, openRoleDataSource, setUpDatabase, type Derive } from '#libs/database';
import { aDatabase, aMasterKey, type TestDatabase } from '#libs/testing';

const key = aMasterKey();
const derive: Derive = (purpose, bytes) => key.derive(purpose, bytes);

describe('a database that was set up', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await aDatabase();
  });
  afterAll(() => db.close());

  it('records the digest of every migration', async () => {
    const rows = await db.query<{ name: string; digest: string }>(
      'select name, digest from public.keepline_migration order by name',
    );
    expect(rows.map(({ name }) => name)).toEqual([
      '20261122-01-edge-roles',
      '20261122-02-core',
      '20261125-00-short-ways',
      '20261125-01-telephony',
      '20261125-02-core-calls',
      '20261125-03-core-alerts',
      '20261125-04-core-recordings',
      '20261125-05-telephony-lines',
      '20261125-06-whatsapp',
      '20261125-07-core-whatsapp',
      '20261125-08-core-protection',
      '20261125-09-extensions-beside-help',
      '20261125-10-core-people',
      '20261125-11-core-sign-in',
      '20261125-12-core-cards',
      '20261125-14-core-inbox',
      '20261125-15-core-writing',
      '20261125-17-core-api',
      '20261125-19-core-merge',
      '20261125-19-core-starts',
      '20261125-22-core-webhooks',
      '20261126-01-core-search',
      '20261126-02-core-routing',
      '20261126-03-core-notifications',
      '20261126-04-core-import',
      '20261126-05-core-timeline',
      '20261126-06-core-set-up',
      '20261127-01-core-submission',
      '20261127-02-mail-submission',
      '20261127-03-core-reach',
      '20261127-05-core-accounts',
      '20261127-06-mail-accounts',
      '20261127-07-core-threads',
      '20261127-08-core-oldmail',
      '20261127-10-core-files',
      '20261127-11-core-look',
      '20261128-01-core-habits',
      '20261128-02-mail-habits',
      '20261128-03-core-letters',
      '20261128-04-core-work',
      '20261129-02-core-search-speed',
      '20261130-01-core-card-opens',
      '20261201-01-core-held-told',
      '20261201-02-core-inbox-counts',
      '20261202-01-core-chain-ends',
      '20261202-02-mail-due-by-channel',
    ]);
    expect(rows.map(({ digest }) => digest)).toEqual(
      migrations.map(({ sql }) => createHash('sha256').update(sql).digest('hex')),
    );
  });

  it('is not changed by setting it up again', async () => {
    expect(await setUpDatabase(db.url, derive)).toEqual([]);
    await expect(guardDatabase('mail', db.url, derive)).resolves.toBeUndefined();
  });

  it('applies what a new release brings, and only that', async () => {
    const next = [...migrations, { name: '29990101-01-next', sql: 'create table core.next (id int)' }];
    await expect(guardDatabase('mail', db.url, derive, next)).rejects.toMatchObject({ code: 'database.schema-behind' });
    expect(await setUpDatabase(db.url, derive, next)).toEqual(['29990101-01-next']);
    await expect(guardDatabase('mail', db.url, derive, next)).resolves.toBeUndefined();
    await expect(guardDatabase('mail', db.url, derive)).rejects.toMatchObject({ code: 'database.schema-newer' });
    await expect(setUpDatabase(db.url, derive)).rejects.toMatchObject({ code: 'database.schema-newer' });
    await db.query(`drop table core.next; delete from public.keepline_migration where name = '29990101-01-next'`);
  });

  it('takes a migration that fails half-way back whole', async () => {
    const broken = [
      ...migrations,
      { name: '29990101-01-broken', sql: 'create table core.half (id int); create table core.half (id int)' },
    ];
    await expect(setUpDatabase(db.url, derive, broken)).rejects.toMatchObject({ code: 'database.refused' });
    expect(await db.query(`select to_regclass('core.half') as half`)).toEqual([{ half: null }]);
    await expect(guardDatabase('core', db.url, derive)).resolves.toBeUndefined();
  });

  it('refuses a schema whose record was edited', async () => {
    await db.query(`update public.keepline_migration set digest = 'x' || digest where name = '20261122-02-core'`);
    await expect(guardDatabase('core', db.url, derive)).rejects.toMatchObject({ code: 'database.schema-edited' });
    await expect(setUpDatabase(db.url, derive)).rejects.toMatchObject({ code: 'database.schema-edited' });
    await db.query(`update public.keepline_migration set digest = substr(digest, 2) where name = '20261122-02-core'`);
  });

  it('lets a role in by the password that comes from the master key, and by no other', async () => {
    const stranger: Derive = (purpose, bytes) => Buffer.alloc(bytes, purpose);
    await expect(openRoleDataSource('mail', db.url, stranger)).rejects.toMatchObject({
      details: { sqlState: '28P01' },
    });
  });

  it('gives each role its own schema and name', async () => {
    const [row] = await db
      .dataSource('mail')
      .query<[Record<string, string>]>(
        `select current_user as user, current_schema as schema, current_setting('application_name') as name`,
      );
    expect(row).toEqual({ user: 'keepline_mail', schema: 'mail', name: 'keepline mail' });
  });

  it('names everything that a database lacks', async () => {
    await db.query(`create role poor login password 'poor'`);
    const url = new URL(db.url);
    [url.username, url.password] = ['poor', 'poor'];
    await expect(setUpDatabase(url.href, derive)).rejects.toMatchObject({
      code: 'database.unfit',
      missing: [
        'the right to create roles: alter role poor createrole',
        'the right to create schemas: grant create on database … to poor',
        'the right to create tables in schema public: grant create on schema public to poor',
      ],
    });
    await db.query('drop role poor');
  });

  it('can be set up by somebody who is no superuser', async () => {
    const name = `modest_${process.pid}`;
    await db.query(`create role ${name} login createrole password 'modest'`);
    await db.query(
      `grant keepline_core, keepline_mail, keepline_whatsapp, keepline_telephony to ${name} with admin option`,
    );
    await db.query(`create database ${name} owner ${name}`);
    const url = new URL(db.url);
    [url.username, url.password, url.pathname] = [name, 'modest', `/${name}`];
    expect(await setUpDatabase(url.href, derive)).toEqual([
      '20261122-01-edge-roles',
      '20261122-02-core',
      '20261125-00-short-ways',
      '20261125-01-telephony',
      '20261125-02-core-calls',
      '20261125-03-core-alerts',
      '20261125-04-core-recordings',
      '20261125-05-telephony-lines',
      '20261125-06-whatsapp',
      '20261125-07-core-whatsapp',
      '20261125-08-core-protection',
      '20261125-09-extensions-beside-help',
      '20261125-10-core-people',
      '20261125-11-core-sign-in',
      '20261125-12-core-cards',
      '20261125-14-core-inbox',
      '20261125-15-core-writing',
      '20261125-17-core-api',
      '20261125-19-core-merge',
      '20261125-19-core-starts',
      '20261125-22-core-webhooks',
      '20261126-01-core-search',
      '20261126-02-core-routing',
      '20261126-03-core-notifications',
      '20261126-04-core-import',
      '20261126-05-core-timeline',
      '20261126-06-core-set-up',
      '20261127-01-core-submission',
      '20261127-02-mail-submission',
      '20261127-03-core-reach',
      '20261127-05-core-accounts',
      '20261127-06-mail-accounts',
      '20261127-07-core-threads',
      '20261127-08-core-oldmail',
      '20261127-10-core-files',
      '20261127-11-core-look',
      '20261128-01-core-habits',
      '20261128-02-mail-habits',
      '20261128-03-core-letters',
      '20261128-04-core-work',
      '20261129-02-core-search-speed',
      '20261130-01-core-card-opens',
      '20261201-01-core-held-told',
      '20261201-02-core-inbox-counts',
      '20261202-01-core-chain-ends',
      '20261202-02-mail-due-by-channel',
    ]);
    await expect(guardDatabase('core', url.href, derive)).resolves.toBeUndefined();
    await db.query(`drop database ${name} with (force)`);
    await db.query(`drop role ${name}`);
  });
});
