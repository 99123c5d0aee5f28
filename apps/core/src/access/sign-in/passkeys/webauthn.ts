import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { stringify, parse } from 'uuid';
import type { Credential } from './passkey.view.js';
import type { PasskeyKey } from './passkeys.repository.js';
import type { RelyingParty } from './relying-party.js';

/** The door to the WebAuthn library: what it throws is a refusal, and what it takes for bytes is ours as Buffer. */

/** Loaded for the first passkey: it was measured at 26 MB. */
const webauthn = () => import('@simplewebauthn/server');

const timeout = 120_000;
const base64url = (bytes: Buffer): string => bytes.toString('base64url');
const described = (keys: readonly PasskeyKey[]) =>
  keys.map(({ credentialId, transports }) => ({ id: base64url(credentialId), transports }));

/** Discoverable, with the person verified by the device: it is good for signing in without a password. */
export async function creationOptions(
  party: RelyingParty,
  employee: { readonly id: string; readonly email: string; readonly name: string },
  has: readonly PasskeyKey[],
) {
  return (await webauthn()).generateRegistrationOptions({
    rpName: 'Keepline',
    ...{ rpID: party.id, timeout, attestationType: 'none' },
    ...{ userID: new Uint8Array(parse(employee.id)), userName: employee.email, userDisplayName: employee.name },
    excludeCredentials: described(has),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** @param among empty: whichever the person chooses */
export async function requestOptions(party: RelyingParty, among: readonly PasskeyKey[]) {
  return (await webauthn()).generateAuthenticationOptions({
    rpID: party.id,
    ...{ timeout, userVerification: 'required' },
    allowCredentials: described(among),
  });
}

export type NewCredential = Pick<PasskeyKey, 'credentialId' | 'publicKey' | 'counter' | 'transports'>;

/** @returns null: not signed for this challenge, by this page, with the person verified */
export async function newCredential(
  party: RelyingParty,
  challenge: string,
  given: Credential,
): Promise<NewCredential | null> {
  try {
    const { verified, registrationInfo } = await (
      await webauthn()
    ).verifyRegistrationResponse({
      response: given as unknown as RegistrationResponseJSON,
      ...{ expectedChallenge: challenge, expectedOrigin: party.origin, expectedRPID: party.id },
      requireUserVerification: true,
    });
    if (!verified) return null;
    const { id, publicKey, counter, transports } = registrationInfo.credential;
    return {
      credentialId: Buffer.from(id, 'base64url'),
      publicKey: Buffer.from(publicKey),
      ...{ counter, transports: transports ?? [] },
    };
  } catch {
    return null;
  }
}

/** @returns how often the device says it has been used now; null: not signed by this key for this challenge, by this page */
export async function signedBy(
  key: PasskeyKey,
  party: RelyingParty,
  challenge: string,
  given: Credential,
): Promise<number | null> {
  try {
    const { verified, authenticationInfo } = await (
      await webauthn()
    ).verifyAuthenticationResponse({
      response: given as unknown as AuthenticationResponseJSON,
      ...{ expectedChallenge: challenge, expectedOrigin: party.origin, expectedRPID: party.id },
      credential: { id: base64url(key.credentialId), publicKey: new Uint8Array(key.publicKey), counter: key.counter },
      requireUserVerification: true,
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}

/** Whose passkey the device says it is; null where it says nothing that we gave it. */
export function userOf(given: Credential): string | null {
  const handle = given.response['userHandle'];
  if (typeof handle !== 'string') return null;
  const bytes = Buffer.from(handle, 'base64url');
  return bytes.length === 16 ? stringify(new Uint8Array(bytes)) : null;
}
