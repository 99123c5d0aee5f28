import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLinks } from './postgres-binaries.js';

describe("the binaries' links", () => {
  it('are made again where install scripts were off, and left alone where they are', async () => {
    const native = join(await mkdtemp(join(tmpdir(), 'keepline-links-')), 'native');
    await mkdir(join(native, 'lib'), { recursive: true });
    await writeFile(join(native, 'lib/libpq.so.5.18'), 'a library');
    await symlink('libpq.so.5.18', join(native, 'lib/libpq.so'));
    await writeFile(
      join(native, 'pg-symlinks.json'),
      JSON.stringify([
        { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
        { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
      ]),
    );
    await makeLinks(native);
    expect(await readlink(join(native, 'lib/libpq.so.5'))).toBe('libpq.so.5.18');
    expect(await readFile(join(native, 'lib/libpq.so.5'), 'utf8')).toBe('a library');
    await rm(join(native, '..'), { recursive: true });
  });
});
