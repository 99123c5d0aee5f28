import { Readable } from 'node:stream';
import { ByteReader } from './byte-reader.js';

describe('a reader of bytes', () => {
  it('gives portions, whatever the pieces were, and less at the end', async () => {
    const bytes = new ByteReader(Readable.from([Buffer.from('ab'), Buffer.from('cdef')], { objectMode: false }));
    const taken = [await bytes.take(1), await bytes.take(3), await bytes.take(9)];
    expect(taken.map(String)).toEqual(['a', 'bcd', 'ef']);
  });

  it('holds nothing once it is closed, in the middle too', async () => {
    const piece = Buffer.alloc(100_000, 1);
    const bytes = new ByteReader(Readable.from([piece], { objectMode: false }));
    expect((await bytes.take(10)).length).toBe(10);
    bytes.close();
    bytes.close();
    expect(piece.length).toBe(0);
  });
});
