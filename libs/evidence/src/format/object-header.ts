import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { MasterKey } from '../keys/master-key.js';
import { EvidenceCorrupt, EvidenceOfOtherKey } from '../evidence.errors.js';
import { headerBytes, tagBytes } from './layout.js';

const magic = Buffer.from('KEEPLINE', 'ascii');
const version = 1;
const chunkBits = 16;

//  0 magic 8 │ 8 version 1 │ 9 log2 of the chunk size 1 │ 10 zero 2 │ 12 plain size 8 │ 20 nonce prefix 7 │ 27 zero 1 │
// 28 wrapping nonce 12 │ 40 wrapped key 32 + tag 16 │ 88 id of the wrapping key 8
const at = {
  version: 8,
  chunkBits: 9,
  size: 12,
  prefix: 20,
  wrapNonce: 28,
  wrappedKey: 40,
  wrapTag: 72,
  keyId: 88,
} as const;

/** What is drawn anew for each object: key 32 bytes, nonce prefix 7, wrapping nonce 12. Only the golden vector fixes them. */
export interface ObjectSecrets {
  key: Buffer;
  prefix: Buffer;
  wrapNonce: Buffer;
}

export interface ObjectHeader {
  plainSize: number;
  key: Buffer;
  prefix: Buffer;
}

export function drawSecrets(): ObjectSecrets {
  const drawn = randomBytes(51);
  return { key: drawn.subarray(0, 32), prefix: drawn.subarray(32, 39), wrapNonce: drawn.subarray(39, 51) };
}

/** Writes and reads the 96 bytes before the chunks. The address is bound to the wrapped key: under another name nothing opens. */
export class HeaderCodec {
  private readonly wrappingKey: Buffer;
  private readonly keyId: Buffer;

  constructor(masterKey: MasterKey) {
    this.wrappingKey = masterKey.derive('evidence/wrap', 32);
    this.keyId = masterKey.derive('evidence/key-id', 8);
  }

  /** @param sha256 of the plain bytes, 64 hex digits */
  write(sha256: string, plainSize: number, secrets: ObjectSecrets): Buffer {
    const header = Buffer.alloc(headerBytes);
    magic.copy(header);
    header.writeUInt8(version, at.version);
    header.writeUInt8(chunkBits, at.chunkBits);
    header.writeBigUInt64BE(BigInt(plainSize), at.size);
    secrets.prefix.copy(header, at.prefix);
    secrets.wrapNonce.copy(header, at.wrapNonce);
    const cipher = createCipheriv('aes-256-gcm', this.wrappingKey, secrets.wrapNonce).setAAD(boundTo(header, sha256));
    cipher.update(secrets.key).copy(header, at.wrappedKey);
    cipher.final();
    cipher.getAuthTag().copy(header, at.wrapTag);
    this.keyId.copy(header, at.keyId);
    return header;
  }

  /** Keeps nothing of `header`. @throws EvidenceCorrupt, EvidenceOfOtherKey */
  read(header: Buffer, sha256: string): ObjectHeader {
    if (header.length !== headerBytes || !header.subarray(0, magic.length).equals(magic))
      throw new EvidenceCorrupt(sha256, 'header');
    if (header[at.version] !== version || header[at.chunkBits] !== chunkBits)
      throw new EvidenceCorrupt(sha256, 'header');
    const knowsKey = header.subarray(at.keyId).equals(this.keyId);
    const key = this.unwrap(header, sha256);
    // A damaged key id must not pass for another key: whatever our key opens was written by it.
    if (key && knowsKey)
      return {
        plainSize: Number(header.readBigUInt64BE(at.size)),
        key,
        prefix: Buffer.from(header.subarray(at.prefix, at.prefix + 7)),
      };
    if (key || knowsKey) throw new EvidenceCorrupt(sha256, 'header');
    throw new EvidenceOfOtherKey(sha256);
  }

  private unwrap(header: Buffer, sha256: string): Buffer | null {
    const nonce = header.subarray(at.wrapNonce, at.wrappedKey);
    const decipher = createDecipheriv('aes-256-gcm', this.wrappingKey, nonce, { authTagLength: tagBytes })
      .setAAD(boundTo(header, sha256))
      .setAuthTag(header.subarray(at.wrapTag, at.keyId));
    try {
      return Buffer.concat([decipher.update(header.subarray(at.wrappedKey, at.wrapTag)), decipher.final()]);
    } catch {
      return null;
    }
  }
}

function boundTo(header: Buffer, sha256: string): Buffer {
  return Buffer.concat([header.subarray(0, at.wrapNonce), Buffer.from(sha256, 'hex')]);
}
