import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  MasterKeyMissing,
  MasterKeyUnreadable,
  MasterKeyWrongPermissions,
  MasterKeyWrongSize,
} from './master-key.errors.js';

const keyBytes = 32;

export interface KeyFileOptions {
  /** False when the operator named the file: a typing error must not end in a second key. */
  mayMake: boolean;
  /** Folders and files that hold something only if there was a key before: with one of them and no key, none is made. */
  refuseIfExists?: readonly string[];
}

/** The 32 bytes, or null when there is no file. */
export async function findKeyFile(path: string): Promise<Buffer | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { size, mode } = await file.stat();
      if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new MasterKeyWrongPermissions(path, mode);
      if (size !== keyBytes) throw new MasterKeyWrongSize(path, size);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return null;
    throw asKeyProblem(path, error);
  }
}

/** Whoever links the finished file first wins; the others read the winner's key. Nobody ever sees half a key. */
export async function makeKeyFile(path: string, { mayMake, refuseIfExists = [] }: KeyFileOptions): Promise<Buffer> {
  if (!mayMake) throw new MasterKeyMissing(path, null);
  for (const data of refuseIfExists) {
    if (!(await holdsSomething(data))) continue;
    // Another role that starts at the same time may have made the key, and its folders, since we looked.
    const madeByAnother = await findKeyFile(path);
    if (madeByAnother) return madeByAnother;
    throw new MasterKeyMissing(path, data);
  }
  const folder = dirname(path);
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await writeDurably(temporary, randomBytes(keyBytes));
      await link(temporary, path).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      });
    } finally {
      await unlink(temporary).catch(() => undefined);
    }
    await syncFolder(folder);
  } catch (error) {
    throw asKeyProblem(path, error);
  }
  const made = await findKeyFile(path);
  if (!made) throw new MasterKeyMissing(path, null);
  return made;
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function holdsSomething(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return found.size > 0;
    // A fresh ext4 volume is not data.
    return (await readdir(path)).some((name) => name !== 'lost+found');
  } catch (error) {
    if (isMissing(error)) return false;
    throw asKeyProblem(path, error);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function asKeyProblem(path: string, error: unknown): unknown {
  return (error as NodeJS.ErrnoException).syscall === undefined ? error : new MasterKeyUnreadable(path, error);
}
