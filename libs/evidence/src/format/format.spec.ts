import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { MasterKey } from '../keys/master-key.js';
import { ChunkCipher } from './chunk-cipher.js';
import { findPlainSize, sealedSize } from './layout.js';
import { HeaderCodec } from './object-header.js';
import { ObjectSealer, sealObject } from './seal-object.js';

const masterKeyBytes = Buffer.alloc(32, 7);
const codec = new HeaderCodec(MasterKey.fromBytes(masterKeyBytes));
const fixedSecrets = { key: Buffer.alloc(32, 1), prefix: Buffer.alloc(7, 2), wrapNonce: Buffer.alloc(12, 3) };

/** 0, 1, …, 250, 0, 1, …: no period that fits a chunk. */
const patternOf = (size: number) => Buffer.from(Uint8Array.from({ length: size }, (_, n) => n % 251));
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Written after docs/evidence-format.md alone, with nothing of ours: what a stranger would write. */
function readAsAStranger(file: Buffer, masterKey: Buffer, address: string): Buffer {
  const wrappingKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'keepline/evidence/wrap', 32));
  const unwrap = createDecipheriv('aes-256-gcm', wrappingKey, file.subarray(28, 40));
  unwrap.setAAD(Buffer.concat([file.subarray(0, 28), Buffer.from(address, 'hex')]));
  unwrap.setAuthTag(file.subarray(72, 88));
  const key = Buffer.concat([unwrap.update(file.subarray(40, 72)), unwrap.final()]);
  const plain: Buffer[] = [];
  for (let at = 96, n = 0; at < file.length; at += 65_552, n++) {
    const chunk = file.subarray(at, at + 65_552);
    const counter = Buffer.from([
      n >>> 24,
      (n >>> 16) & 255,
      (n >>> 8) & 255,
      n & 255,
      at + 65_552 >= file.length ? 1 : 0,
    ]);
    const open = createDecipheriv('aes-256-gcm', key, Buffer.concat([file.subarray(20, 27), counter]));
    open.setAuthTag(chunk.subarray(-16));
    plain.push(open.update(chunk.subarray(0, -16)), open.final());
  }
  return Buffer.concat(plain);
}

const sealed = (...given: Parameters<typeof sealObject>) => Buffer.concat(sealObject(...given));

describe('the sizes', () => {
  it.each([
    [0, 112],
    [1, 113],
    [65_535, 65_647],
    [65_536, 65_648],
    [65_537, 65_665],
    [3_145_728, 3_146_592],
  ])('%i plain bytes take %i on disk', (plain, stored) => {
    expect(sealedSize(plain)).toBe(stored);
    expect(findPlainSize(stored)).toBe(plain);
  });

  it.each([0, 95, 96, 111, 65_649, 65_664])('no object takes %i', (stored) => {
    expect(findPlainSize(stored)).toBeNull();
  });
});

describe('the format', () => {
  it.each([
    [0, '314b1c1aa2c9946bd59852db71c3644045416eb54c4375806aa523542929791c'],
    [100_000, '63895857501af953f9c505334a8972bc47f23e428b2ba5885ccb8e7cb1982692'],
  ])('has not drifted: an object of %i bytes is the same byte for byte', (size, expected) => {
    const plain = patternOf(size);
    expect(hashOf(sealed(codec, hashOf(plain), plain, fixedSecrets))).toBe(expected);
  });

  it('has the header that the document says', () => {
    const header = sealed(codec, hashOf(patternOf(5)), patternOf(5), fixedSecrets)
      .subarray(0, 96)
      .toString('hex');
    expect(header.slice(0, 80)).toBe(
      '4b4545504c494e45' + '01' + '10' + '0000' + '0000000000000005' + '02'.repeat(7) + '00' + '03'.repeat(12),
    );
  });

  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])('can be read by a stranger: %i bytes', (size) => {
    const plain = patternOf(size);
    const address = hashOf(plain);
    expect(readAsAStranger(sealed(codec, address, plain), masterKeyBytes, address).equals(plain)).toBe(true);
  });

  it.each([
    [0, [1]],
    [1, [1]],
    [65_536, [65_536]],
    [65_537, [65_536, 1]],
    [196_608, [1, 65_535, 65_537]],
    [300_000, [7, 100_000, 13]],
  ])('is the same for a stream of %i bytes, however it is cut', (size, cuts) => {
    const plain = patternOf(size);
    const sealer = new ObjectSealer(fixedSecrets);
    const pieces: Buffer[] = [];
    for (let at = 0, n = 0; at < size; n++) {
      const cut = cuts[n % cuts.length] ?? 1;
      pieces.push(...sealer.push(plain.subarray(at, at + cut)));
      at += cut;
    }
    pieces.push(...sealer.end());
    const whole = sealed(codec, hashOf(plain), plain, fixedSecrets);
    expect(Buffer.concat(pieces).equals(whole.subarray(96))).toBe(true);
  });

  it('never has the same bytes twice: key and nonces are drawn anew', () => {
    const plain = patternOf(10);
    expect(sealed(codec, hashOf(plain), plain).equals(sealed(codec, hashOf(plain), plain))).toBe(false);
  });
});

describe('a chunk', () => {
  const cipher = new ChunkCipher(fixedSecrets.key, fixedSecrets.prefix);
  const sealed = Buffer.concat(cipher.seal(4, patternOf(100), false));

  it('opens at its place only', () => {
    expect(cipher.open(4, sealed, false)).toEqual(patternOf(100));
    expect(() => cipher.open(3, sealed, false)).toThrow();
    expect(() => cipher.open(4, sealed, true)).toThrow();
    expect(() => new ChunkCipher(fixedSecrets.key, Buffer.alloc(7, 9)).open(4, sealed, false)).toThrow();
    expect(() => new ChunkCipher(Buffer.alloc(32, 9), fixedSecrets.prefix).open(4, sealed, false)).toThrow();
  });

  it('does not pass for the last one, nor the last one for another', () => {
    const last = Buffer.concat(cipher.seal(4, patternOf(100), true));
    expect(() => cipher.open(4, last, false)).toThrow();
    expect(cipher.open(4, last, true)).toEqual(patternOf(100));
  });
});
