import { isIPv6 } from 'node:net';
import { asAppError } from '#libs/errors';
import type { SipSettings } from '#libs/config';
import type { TrunkCheck, TrunkSettings } from '#libs/contracts';
import { isLoopback, providerPlaces, type ProviderPlace } from './provider-addresses.js';
import { SipClient, type SipAccount } from './probe/sip-client.js';
import type { SipResponse } from './probe/sip-message.js';
import { hostPart } from './trunk-objects.js';

const stepMs = 6_000;

type Step = TrunkCheck['step'];
const well = (step: Step, detail: string | null = null): TrunkCheck => ({ step, ok: true, code: null, detail });
const wrong = (step: Step, code: string, detail: string | null = null): TrunkCheck => ({
  step,
  ok: false,
  code,
  detail,
});

export interface ProbeInput {
  readonly settings: TrunkSettings;
  /** In the clear. */
  readonly password: string | null;
  readonly sip: Pick<SipSettings, 'host'>;
}

/**
 * Tries a provider live, as the engine would: finds it, reaches it, and signs in where it wants that. Each step that was reached says
 * how it went; later ones are left out. It speaks SIP by itself, so that it can also say what an engine would keep to itself.
 */
export async function probeTrunk({ settings, password, sip }: ProbeInput): Promise<TrunkCheck[]> {
  let places: ProviderPlace[];
  try {
    places = await providerPlaces(settings);
  } catch (error) {
    return [wrong('resolve', asAppError(error).code)];
  }
  const [place] = places as [ProviderPlace];
  const checks = [well('resolve', place.address)];
  if (isLoopback(sip.host) && !isLoopback(place.address)) {
    // Bound to loopback, the engine cannot send a packet beyond this machine.
    return [...checks, wrong('reach', 'telephony.sip-on-loopback')];
  }
  const client = new SipClient(
    {
      transport: settings.transport,
      address: place.address,
      port: place.port,
      serverName: settings.host,
      from: isLoopback(sip.host) && !isIPv6(place.address) ? sip.host : null,
    },
    stepMs,
  );
  try {
    await client.open();
  } catch (error) {
    const { code, detail } = reachTrouble(error);
    return [...checks, wrong('reach', code, detail)];
  }
  try {
    return [
      ...checks,
      ...(settings.registration ? await register(client, settings, password) : await options(client, settings)),
    ];
  } finally {
    client.close();
  }
}

async function options(client: SipClient, settings: TrunkSettings): Promise<TrunkCheck[]> {
  const answer = await client.ask({
    method: 'OPTIONS',
    uri: `sip:${hostPart(settings)}`,
    account: accountOf(settings, null),
  });
  // Any answer at all, a refusal too, is one of somebody who is there (RFC 3261 11).
  return [answer === null ? wrong('reach', 'telephony.provider-silent') : well('reach', wordsOf(answer))];
}

async function register(client: SipClient, settings: TrunkSettings, password: string | null): Promise<TrunkCheck[]> {
  if (settings.user === null || password === null) return [wrong('register', 'telephony.password-missing')];
  const account = accountOf(settings, password);
  const uri = `sip:${account.domain}`;
  const answer = await client.ask({ method: 'REGISTER', uri, account, headers: ['Expires: 60'] });
  if (answer === null) return [wrong('reach', 'telephony.provider-silent')];
  if (answer.status < 300) {
    // Ours alone is taken back: calls still go to the engine's own registration.
    await client.ask({ method: 'REGISTER', uri, account, headers: ['Expires: 0'] });
    return [well('reach'), well('register', wordsOf(answer))];
  }
  return [well('reach'), wrong('register', refusalCode(answer.status), wordsOf(answer))];
}

/** What a provider's refusal of a registration means for the person who typed the settings. */
export function refusalCode(status: number): string {
  if (status === 401 || status === 403 || status === 407) return 'telephony.password-refused';
  if (status === 404 || status === 604) return 'telephony.account-unknown';
  if (status === 408 || status >= 500) return 'telephony.provider-away';
  return 'telephony.provider-refused';
}

function reachTrouble(error: unknown): { code: string; detail: string | null } {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'ECONNREFUSED') return { code: 'telephony.connection-refused', detail: null };
  if (code === 'ETIMEDOUT') return { code: 'telephony.provider-silent', detail: null };
  if (/^(ENETUNREACH|EHOSTUNREACH|EINVAL|EADDRNOTAVAIL)$/.test(code)) return { code: 'telephony.no-way', detail: code };
  if (/CERT|SELF_SIGNED|ALTNAME|ISSUER|TLS|SSL|EPROTO|ECONNRESET/.test(code) || /certificate|SSL/i.test(message)) {
    return { code: 'telephony.tls-refused', detail: message.slice(0, 200) };
  }
  return { code: 'telephony.provider-away', detail: code === '' ? null : code };
}

const accountOf = (settings: TrunkSettings, password: string | null): SipAccount => ({
  user: settings.user ?? 'keepline',
  domain: settings.fromDomain ?? settings.host,
  authUser: settings.authUser ?? settings.user ?? '',
  password: password ?? '',
});

/** `403 Forbidden`: the provider's own words. */
const wordsOf = ({ status, reason }: SipResponse): string =>
  `${status} ${reason}`.replace(/[^\P{C}]+/gu, ' ').slice(0, 200);
