import { writeFile } from 'node:fs/promises';
import { MasterKey } from '#libs/evidence';

/** Always the same: the database users of the shared test cluster get their passwords from it. */
const bytes = Buffer.alloc(32, 'keepline tests ');

export const aMasterKey = (): MasterKey => MasterKey.fromBytes(bytes);

/** The same key as a file, for tests that boot a whole role. */
export async function aMasterKeyFile(path: string): Promise<string> {
  await writeFile(path, bytes, { mode: 0o600 });
  return path;
}
