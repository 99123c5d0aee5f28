import { hash, randomBytes } from 'node:crypto';
import { sipRealm } from '#libs/contracts';

/** What the telephony role unseals HA1 with. */
export const ha1Purpose = 'sip-ha1';

/** A name that tells neither who nor where: SIP shows it to everybody on the way. */
export const newSipUser = (): string => `d${randomBytes(10).toString('hex')}`;

/** 128 random bits. Nobody types it twice: a lost one is replaced. */
export const newSipPassword = (): string => randomBytes(16).toString('base64url');

/** RFC 2617 3.2.2.2; MD5 because that is what telephones speak. With 128 random bits in it nobody guesses back. */
export const ha1Of = (user: string, password: string): string => hash('md5', `${user}:${sipRealm}:${password}`);
