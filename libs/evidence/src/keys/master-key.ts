import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { CannotUnseal } from './master-key.errors.js';
import { findKeyFile, makeKeyFile, type KeyFileOptions } from './key-file.js';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const version = 1;
const textMark = 'v1:';

/**
 * The one secret from which all others come: passwords of database users, the wrapping of evidence keys, sealed bodies.
 * It lives in a file outside the database. The bytes stay in a private field, so that no log or dump of an object shows them.
 */
export class MasterKey {
  readonly #key: Buffer;
  readonly #sealingKeys = new Map<string, Buffer>();

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /**
   * Reads the key file; makes it when it is missing and may be made.
   * @throws MasterKeyMissing, MasterKeyWrongSize, MasterKeyWrongPermissions, MasterKeyUnreadable: each a UserError whose message says what to do
   */
  static async load(path: string, options: KeyFileOptions): Promise<MasterKey> {
    return new MasterKey((await findKeyFile(path)) ?? (await makeKeyFile(path, options)));
  }

  /** For tests and for tools that got the 32 bytes in another way. */
  static fromBytes(key: Buffer): MasterKey {
    if (key.length !== keyBytes) throw new RangeError(`A master key has ${keyBytes} bytes`);
    return new MasterKey(Buffer.from(key));
  }

  /** HKDF-SHA-256 (RFC 5869), no salt, info `keepline/<purpose>`. Another purpose gives an unrelated secret; the same one, the same for ever. */
  derive(purpose: string, bytes: number): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, '', `keepline/${purpose}`, bytes));
  }

  /**
   * AES-256-GCM for small things that are kept elsewhere: version (1 byte) ‖ nonce (12) ‖ ciphertext ‖ tag (16).
   * What is sealed for one purpose does not open for another. Nonces are random: at most 2^32 sealings for each purpose.
   */
  seal(plain: Buffer, purpose: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey(purpose), nonce).setAAD(Buffer.from(purpose));
    const body = cipher.update(plain);
    cipher.final();
    return Buffer.concat([Buffer.of(version), nonce, body, cipher.getAuthTag()]);
  }

  /** @throws CannotUnseal */
  unseal(sealed: Buffer, purpose: string): Buffer {
    if (sealed[0] !== version || sealed.length < 1 + nonceBytes + tagBytes) throw new CannotUnseal(purpose);
    const body = sealed.subarray(1 + nonceBytes, -tagBytes);
    const nonce = sealed.subarray(1, 1 + nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', this.sealingKey(purpose), nonce, { authTagLength: tagBytes })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(sealed.subarray(-tagBytes));
    try {
      const plain = decipher.update(body);
      decipher.final();
      return plain;
    } catch (error) {
      throw new CannotUnseal(purpose, error);
    }
  }

  /** The same for text columns and messages: `v1:` and base64url of everything after the version byte. */
  sealText(plain: string, purpose: string): string {
    return textMark + this.seal(Buffer.from(plain, 'utf8'), purpose).subarray(1).toString('base64url');
  }

  /** @throws CannotUnseal */
  unsealText(sealed: string, purpose: string): string {
    if (!sealed.startsWith(textMark)) throw new CannotUnseal(purpose);
    const body = Buffer.from(sealed.slice(textMark.length), 'base64url');
    return this.unseal(Buffer.concat([Buffer.of(version), body]), purpose).toString('utf8');
  }

  private sealingKey(purpose: string): Buffer {
    const known = this.#sealingKeys.get(purpose);
    if (known) return known;
    const key = this.derive(`seal/${purpose}`, keyBytes);
    this.#sealingKeys.set(purpose, key);
    return key;
  }
}
