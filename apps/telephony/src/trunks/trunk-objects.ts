import { isIPv6 } from 'node:net';
import type { PromptLanguage, TrunkId, TrunkSettings } from '#libs/contracts';
import { transports } from '../engine/configuration/pjsip.js';
import { trunkEndpoint } from '../engine/endpoints.js';
import type { EngineObject, EngineObjects } from '../engine/provisioning/engine-object.js';

export const portOf = ({ port, transport }: Pick<TrunkSettings, 'port' | 'transport'>): number =>
  port ?? (transport === 'tls' ? 5061 : 5060);

/** `host:port;transport=tcp`, as it stands behind `sip:`. */
export function hostPart(settings: Pick<TrunkSettings, 'host' | 'port' | 'transport'>): string {
  const { host, transport } = settings;
  return `${isIPv6(host) ? `[${host}]` : host}:${portOf(settings)};transport=${transport}`;
}

export interface TrunkLine {
  readonly trunkId: TrunkId;
  readonly settings: TrunkSettings;
  /** In the clear. */
  readonly password: string | null;
  /** Of its numbers: in which a caller is asked to wait while the gateway is away. */
  readonly language: PromptLanguage;
  /** Where the provider's calls come from: what its name stands for now, and what it told us. */
  readonly addresses: readonly string[];
}

/**
 * A provider's trunk as the engine's objects.
 * - `identify_by=ip`: whoever names it in From, from another address, is nobody.
 * - No number of ours or a client's goes anywhere but into From; the provider's word on who calls (P-Asserted-Identity) is not believed over
 *   the caller's own wish to stay hidden.
 */
export function trunkObjects({ trunkId, settings, password, language, addresses }: TrunkLine): EngineObjects {
  const id = trunkEndpoint(trunkId);
  const { user, transport, srtp, registration } = settings;
  const domain = settings.fromDomain ?? settings.host;
  const signsIn = user !== null && password !== null;
  const objects: (EngineObject | null)[] = [
    signsIn
      ? { type: 'auth', id, fields: { auth_type: 'userpass', username: settings.authUser ?? user, password } }
      : null,
    {
      type: 'aor',
      id,
      fields: {
        contact: `sip:${hostPart(settings)}`,
        // Providers that registered us need not answer OPTIONS; the others have no other sign of life.
        qualify_frequency: registration ? 0 : 30,
        qualify_timeout: 3,
      },
    },
    {
      type: 'endpoint',
      id,
      fields: {
        context: 'from-trunk',
        transport: transports[transport],
        disallow: 'all',
        allow: settings.codecs.join(','),
        aors: id,
        ...(signsIn ? { outbound_auth: id } : {}),
        identify_by: 'ip',
        from_domain: domain,
        // Left out, the second telling of the same endpoint would make `unknown` of every caller's number (measured with 22.10).
        callerid: '',
        language,
        direct_media: 'no',
        rtp_symmetric: 'yes',
        force_rport: 'yes',
        media_encryption: srtp ? 'sdes' : 'no',
        media_encryption_optimistic: 'no',
        dtmf_mode: 'auto',
        rtp_timeout: 300,
        trust_id_inbound: 'no',
        trust_id_outbound: 'no',
        send_pai: 'no',
        send_rpid: 'no',
        send_diversion: 'no',
        send_connected_line: 'no',
        allow_transfer: 'no',
        allow_subscribe: 'no',
      },
    },
    { type: 'identify', id, fields: { endpoint: id, match: addresses, srv_lookups: 'no' } },
    registration && user !== null
      ? {
          type: 'registration',
          id,
          fields: {
            server_uri: `sip:${hostPart(settings)}`,
            client_uri: `sip:${encodeURIComponent(user)}@${domain}`,
            contact_user: encodeURIComponent(user),
            ...(signsIn ? { outbound_auth: id } : {}),
            transport: transports[transport],
            // The provider sends calls with the mark that we gave it here, whatever address they come from.
            line: 'yes',
            endpoint: id,
            expiration: 300,
            retry_interval: 20,
            // A wrong password stays wrong until somebody corrects it; providers block who insists.
            auth_rejection_permanent: 'no',
            forbidden_retry_interval: 600,
            fatal_retry_interval: 600,
            max_retries: 100_000,
            max_random_initial_delay: 0,
          },
        }
      : null,
  ];
  return objects.filter((object) => object !== null);
}
