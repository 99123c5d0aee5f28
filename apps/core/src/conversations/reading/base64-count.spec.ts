import { Base64Count } from './base64-count.js';

const count = (...chunks: string[]): number => {
  const counter = new Base64Count();
  for (const chunk of chunks) counter.write(Buffer.from(chunk, 'latin1'));
  return counter.size;
};

describe('the size of a file in base64', () => {
  it.each([0, 1, 2, 3, 57, 58, 1_000, 1_001])('is that of its %i bytes', (size) => {
    const lines = Buffer.alloc(size, 0xa7).toString('base64').replace(/.{76}/g, '$&\r\n');
    expect(count(lines)).toBe(size);
  });

  it('is the same however it was cut into pieces', () => expect(count('QU', 'JD\r', '\nRE', 'VG')).toBe(6));

  it('is the same wherever in memory a piece lies, and however long it is', () => {
    const text = 'QU-J*Dx0+/=\r\nRAQUJDR\u00ffEV';
    for (let from = 0; from < 8; from++)
      for (let to = from; to <= text.length; to++) {
        // Of a larger buffer, as pieces off a wire are: it begins at any of four places of a word.
        const piece = Buffer.from(text, 'latin1').subarray(from, to);
        const counter = new Base64Count();
        counter.write(piece);
        const digits = text.slice(from, to).replace(/[^A-Za-z0-9+/]/g, '').length;
        expect(counter.size).toBe(Math.floor((digits * 3) / 4));
      }
  });

  it('leaves out what is not of the alphabet, and what is missing at the end', () =>
    expect(count('Q-U_J*D\u0000 \t==\r\nRA')).toBe(4));

  it('comes without the bytes', () => {
    const counter = new Base64Count();
    counter.end(Buffer.from('QUJD'));
    expect(counter.read()).toBeNull();
  });
});
