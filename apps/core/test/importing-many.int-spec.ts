import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCompany, aDatabase, anOwner, eventually } from '#libs/testing';
import { Importer } from './a-client-file.js';
import { aCore } from './a-core.js';

describe('many clients out of a file', () => {
  it('come in once each, also when the program ends in the middle, and stop where somebody says so', async () => {
    const [db, evidence] = [await aDatabase(), await mkdtemp(join(tmpdir(), 'keepline-import-'))];
    await aCompany().saved(db);
    const boss = await anOwner().saved(db);
    const env = { KEEPLINE_DATA_DIR: evidence };
    const rows = Array.from({ length: 3_000 }, (_, n) => `Client ${n},c${n}@many.test,+38050${1_000_000 + n}`);
    const made = async () =>
      (await db.query<{ n: number }>(`select count(*)::int as n from core.client where name like 'Client %'`))[0]!.n;

    const first = await aCore({ db, env });
    const before = new Importer(first, await first.as(boss));
    const { id } = await before.upload(['name,email,phone', ...rows].join('\n'));
    await before.check(id);
    await before.who.post(`imports/${id}/start`);
    await eventually(async () => expect(await made()).toBeGreaterThan(0), { withinMs: 30_000 });
    await first.close();
    const halfway = await made();
    expect(halfway).toBeLessThan(3_000);

    const second = await aCore({ db, env });
    try {
      const after = new Importer(second, await second.as(boss));
      expect((await after.until(id, 'done')).did).toMatchObject({ created: 3_000, failed: 0, twice: 0 });
      expect(await made()).toBe(3_000);
      const points = await db.query<{ n: number }>(`select count(distinct value)::int as n from core.contact_point`);
      expect(points[0]!.n).toBe(6_000);

      const more = rows.map((row) => row.replace('Client', 'Other').replaceAll('c', 'd').replace('+38050', '+38067'));
      const again = await after.upload(['name,email,phone', ...more].join('\n'));
      await after.check(again.id);
      await after.who.post(`imports/${again.id}/start`);
      await eventually(async () => expect((await after.get(again.id)).doneRows).toBeGreaterThan(0), {
        withinMs: 30_000,
      });
      expect((await after.who.post(`imports/${again.id}/cancel`)).status).toBe(200);
      const stopped = await after.get(again.id);
      const others = await db.query(`select from core.client where name like 'Other %'`);
      expect(stopped).toMatchObject({ state: 'cancelled', doneRows: others.length, did: { created: others.length } });
      expect(others.length).toBeLessThan(3_000);
      const undone = await after.undo(again.id);
      expect(undone.undid).toEqual({ removed: others.length, restored: 0, left: {} });
      expect(await db.query(`select from core.client where name like 'Other %'`)).toHaveLength(0);
    } finally {
      await second.close();
      await db.close();
      await rm(evidence, { recursive: true, force: true });
    }
  }, 180_000);
});
