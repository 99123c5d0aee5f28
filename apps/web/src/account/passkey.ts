import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { Problem } from '../api/problem.js';

type Said = Record<string, unknown>;

/** What the authenticator says, as it goes to the server. */
export interface Credential {
  id: string;
  rawId: string;
  type: 'public-key';
  response: { clientDataJSON: string; [name: string]: unknown };
  [name: string]: unknown;
}

/** The library is fetched when somebody means it. */
const library = () => import('@simplewebauthn/browser');

export const browserHasPasskeys = (): boolean => 'PublicKeyCredential' in window;

/** What the browser throws, as a refusal with words: put aside by the person, or known to this device already. */
async function asked<T>(ask: Promise<T>): Promise<T> {
  try {
    return await ask;
  } catch (error) {
    const { name } = error as { name?: string };
    throw new Problem(400, name === 'InvalidStateError' ? 'passkey.already-added' : 'passkey.put-aside');
  }
}

/** Has the browser make a passkey. @param options as the server said */
export async function makePasskey(options: Said): Promise<Credential> {
  const { startRegistration } = await library();
  const made = await asked(
    startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }),
  );
  return made as unknown as Credential;
}

/** Has the browser sign with a passkey that the person chooses. @param options as the server said */
export async function signWithPasskey(options: Said): Promise<Credential> {
  const { startAuthentication } = await library();
  const signed = await asked(
    startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON }),
  );
  return signed as unknown as Credential;
}
