import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { MasterKey } from './master-key.js';

const fixedKey = () => MasterKey.fromBytes(Buffer.alloc(32, 7));

describe('the master key file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepline-key-'));
    path = join(folder, 'data', 'master.key');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made on first start: 32 bytes, 0600, and read again afterwards', async () => {
    const made = await MasterKey.load(path, { mayMake: true });
    const { size, mode } = await stat(path);
    expect({ size, mode: mode & 0o777 }).toEqual({ size: 32, mode: 0o600 });
    const again = await MasterKey.load(path, { mayMake: false });
    expect(again.derive('x', 16)).toEqual(made.derive('x', 16));
    expect(await readdir(join(folder, 'data'))).toEqual(['master.key']);
  });

  it('is one key although eight processes start at once', async () => {
    const start = async () => {
      const key = await MasterKey.load(path, { mayMake: true, refuseIfExists: [join(folder, 'evidence')] });
      await mkdir(join(folder, 'evidence', 'ab'), { recursive: true });
      return key;
    };
    const keys = await Promise.all(Array.from({ length: 8 }, start));
    expect(new Set(keys.map((key) => key.derive('x', 16).toString('hex'))).size).toBe(1);
  });

  it('is not made where the operator named a file', async () => {
    const refusal = MasterKey.load(path, { mayMake: false });
    await expect(refusal).rejects.toMatchObject({ code: 'master-key.missing', kind: 'user' });
    await expect(refusal).rejects.toThrow(/KEEPLINE_MASTER_KEY_FILE/);
  });

  it('is not made over data that only a lost key can read', async () => {
    const evidence = join(folder, 'evidence');
    await mkdir(join(evidence, 'ab'), { recursive: true });
    const refusal = MasterKey.load(path, { mayMake: true, refuseIfExists: [join(folder, 'database'), evidence] });
    await expect(refusal).rejects.toMatchObject({ code: 'master-key.missing' });
    await expect(refusal).rejects.toThrow(`${evidence} already holds data`);
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is made beside folders that are there and empty, or a fresh volume', async () => {
    await mkdir(join(folder, 'evidence', 'lost+found'), { recursive: true });
    await mkdir(join(folder, 'database'));
    const refuseIfExists = [join(folder, 'evidence'), join(folder, 'database'), join(folder, 'never')];
    await expect(MasterKey.load(path, { mayMake: true, refuseIfExists })).resolves.toBeInstanceOf(MasterKey);
  });

  it.each([
    [0, 'master-key.wrong-size'],
    [31, 'master-key.wrong-size'],
    [33, 'master-key.wrong-size'],
  ])('of %i bytes is refused', async (size, code) => {
    await mkdir(join(folder, 'data'));
    await writeFile(path, Buffer.alloc(size), { mode: 0o600 });
    await expect(MasterKey.load(path, { mayMake: true })).rejects.toMatchObject({ code, kind: 'user' });
    expect(await readFile(path)).toHaveLength(size);
  });

  it.each([0o644, 0o640, 0o620, 0o601])('of mode %i is refused, with the command that helps', async (mode) => {
    await MasterKey.load(path, { mayMake: true });
    await chmod(path, mode);
    const refusal = MasterKey.load(path, { mayMake: true });
    await expect(refusal).rejects.toMatchObject({ code: 'master-key.wrong-permissions' });
    await expect(refusal).rejects.toThrow(`chmod 600 ${path}`);
  });

  it('that is a folder is refused', async () => {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await expect(MasterKey.load(path, { mayMake: true })).rejects.toMatchObject({ kind: 'user' });
  });

  it('in a folder that cannot be is refused by name', async () => {
    await writeFile(join(folder, 'data'), 'a file where a folder should be');
    await expect(MasterKey.load(path, { mayMake: true })).rejects.toMatchObject({ code: 'master-key.unreadable' });
  });
});

describe('the master key', () => {
  it('derives by HKDF-SHA-256, the same for ever', () => {
    // Checked with: openssl kdf -keylen 32 -kdfopt digest:SHA2-256 -kdfopt hexkey:0707…07 -kdfopt info:keepline/database/core HKDF
    expect(fixedKey().derive('database/core', 32).toString('hex')).toBe(
      'eec90543ffa8241762faf13d03708811c709388f3250048ef45ae6ae48fc300b',
    );
    expect(fixedKey().derive('database/mail', 32)).not.toEqual(fixedKey().derive('database/core', 32));
  });

  it.each([0, 1, 16, 5000])('seals and unseals %i bytes, never twice the same', (size) => {
    const key = fixedKey();
    const plain = Buffer.alloc(size, 3);
    const sealed = key.seal(plain, 'body');
    expect(sealed).toHaveLength(1 + 12 + size + 16);
    expect(key.unseal(sealed, 'body')).toEqual(plain);
    expect(key.seal(plain, 'body')).not.toEqual(sealed);
  });

  it('seals text of any kind', () => {
    const key = fixedKey();
    const sealed = key.sealText('пароль 🔑', 'mailbox');
    expect(sealed).toMatch(/^v1:[A-Za-z0-9_-]+$/);
    expect(key.unsealText(sealed, 'mailbox')).toBe('пароль 🔑');
  });

  it('opens what an older version sealed', () => {
    expect(fixedKey().unsealText('v1:BQUFBQUFBQUFBQUF6FFlwOyHfZRZqSh3AChcgjr-SeLzw2lIbc8ge5TewQ', 'golden')).toBe(
      'a golden secret',
    );
  });

  it('opens nothing of another purpose or another key', () => {
    const sealed = fixedKey().sealText('hunter2', 'mailbox');
    const cannot = expect.objectContaining({ code: 'master-key.cannot-unseal' });
    expect(() => fixedKey().unsealText(sealed, 'body')).toThrow(cannot);
    expect(() => MasterKey.fromBytes(Buffer.alloc(32, 8)).unsealText(sealed, 'mailbox')).toThrow(cannot);
  });

  it('opens nothing that was changed, cut or never sealed', () => {
    const key = fixedKey();
    const sealed = key.seal(Buffer.from('hunter2'), 'mailbox');
    const cannot = expect.objectContaining({ code: 'master-key.cannot-unseal' });
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => key.unseal(changed, 'mailbox')).toThrow(cannot);
      expect(() => key.unseal(sealed.subarray(0, at), 'mailbox')).toThrow(cannot);
    }
    expect(() => key.unsealText('hunter2', 'mailbox')).toThrow(cannot);
    expect(() => key.unsealText('v1:', 'mailbox')).toThrow(cannot);
  });

  it('does not show itself', () => {
    const key = fixedKey();
    key.seal(Buffer.from('x'), 'body');
    expect(inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key)).not.toMatch(/07 07|0707|BwcH|:7/);
  });

  it('is 32 bytes and nothing else', () => {
    expect(() => MasterKey.fromBytes(Buffer.alloc(16))).toThrow(RangeError);
  });
});
