import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export type PackedFile = readonly [name: string, content: Buffer | string, broken?: 'encrypted' | 'damaged'];

/** A zip as any program packs it: deflated, with a directory at its end. */
export function aZip(files: readonly PackedFile[]): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content, broken] of files) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const named = Buffer.from(name);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(broken === 'encrypted' ? 0x801 : 0x800, 2);
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE(0x46c65000, 6);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(named.length, 22);
    if (broken === 'damaged') packed.fill(0xff, 0, 8);
    const head = Buffer.concat([Buffer.from('504b0304', 'hex'), about, named]);
    local.push(head, packed);
    const entry = Buffer.alloc(46);
    entry.writeUInt32BE(0x504b0102, 0);
    entry.writeUInt16LE(20, 4);
    about.copy(entry, 6);
    entry.writeUInt32LE(at, 42);
    directory.push(entry, named);
    at += head.length + packed.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32BE(0x504b0506, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, ...directory, end]);
}

export async function aTar(files: readonly PackedFile[], packed: boolean): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name, mtime: new Date('2015-03-01T00:00:00Z') }, content);
  archive.finalize();
  const bytes = await buffer(archive);
  return packed ? gzipSync(bytes) : bytes;
}
