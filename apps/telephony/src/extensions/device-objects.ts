import { sipRealm } from '#libs/contracts';
import type { EngineObjects } from '../engine/provisioning/engine-object.js';

export interface DeviceLine {
  readonly kind: 'softphone' | 'desk';
  readonly userName: string;
  /** MD5 of user:realm:password (RFC 2617), hex. */
  readonly ha1: string;
  readonly extension: string;
  readonly name: string;
}

/**
 * An employee's device as the engine's objects.
 * - It is known by its user name and never by its address.
 * - Who it says it is does not matter: its caller id is the extension.
 * - What it is shown of a caller is only what stands in From, which the gateway writes; no other header carries a party's number (P1).
 */
export function deviceObjects({ kind, userName, ha1, extension, name }: DeviceLine): EngineObjects {
  const id = userName;
  return [
    { type: 'auth', id, fields: { auth_type: 'md5', username: userName, realm: sipRealm, md5_cred: ha1 } },
    {
      type: 'aor',
      id,
      fields: {
        // Credentials are one device's: when it comes from a new address, the old one is no more.
        max_contacts: 1,
        remove_existing: 'yes',
        remove_unavailable: 'yes',
        minimum_expiration: 30,
        default_expiration: 120,
        maximum_expiration: 600,
        qualify_frequency: kind === 'desk' ? 45 : 0,
        qualify_timeout: 4,
      },
    },
    {
      type: 'endpoint',
      id,
      fields: {
        context: 'from-device',
        disallow: 'all',
        // PCMA first: what the provider speaks needs no conversion. Opus is for browsers behind poor networks that ask for nothing else.
        allow: kind === 'softphone' ? 'alaw,ulaw,opus' : 'alaw,ulaw,g722',
        auth: id,
        aors: id,
        identify_by: 'auth_username,username',
        callerid: `"${name.replace(/[^\p{L}\p{N} .'-]/gu, ' ').trim()}" <${extension}>`,
        from_domain: sipRealm,
        direct_media: 'no',
        rtp_symmetric: 'yes',
        force_rport: 'yes',
        rewrite_contact: 'yes',
        rtp_keepalive: 15,
        dtmf_mode: 'auto',
        trust_id_inbound: 'no',
        trust_id_outbound: 'no',
        send_pai: 'no',
        send_rpid: 'no',
        send_diversion: 'no',
        send_connected_line: 'no',
        allow_subscribe: 'no',
        ...(kind === 'softphone'
          ? {
              webrtc: 'yes',
              dtls_auto_generate_cert: 'yes',
              max_audio_streams: 1,
              max_video_streams: 0,
              // A browser that was closed in mid-call sends nothing any more, not even silence.
              rtp_timeout: 20,
            }
          : {
              // A device that asks for encryption gets it; one that cannot is served all the same.
              media_encryption: 'sdes',
              media_encryption_optimistic: 'yes',
            }),
      },
    },
  ];
}
