import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';

/** What we must know of an engine that outlived us: in a file that nobody else may read. */
const EngineRecord = z.object({
  /** 0: it has ended. */
  pid: z.int().nonnegative(),
  startedAt: z.string().nullable(),
  access: z.object({ url: z.url(), user: z.string(), password: z.string() }),
  ports: z.object({ http: z.int(), manager: z.int(), sip: z.int() }),
  source: z.enum(['path', 'installed']),
  version: z.string(),
  /** The folder of its libraries and modules: it stays as long as this engine lives. */
  modulesFolder: z.string(),
  /** Of its configuration: see prepareEngineFolder. */
  digest: z.string(),
});
export type EngineRecord = z.infer<typeof EngineRecord>;

export async function readRecord(path: string): Promise<EngineRecord | null> {
  try {
    return EngineRecord.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

export async function writeRecord(path: string, record: EngineRecord): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(record));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

export const forgetRecord = (path: string): Promise<void> => rm(path, { force: true });
