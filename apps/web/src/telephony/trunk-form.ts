import type { Schemas } from '../api/client.js';
import type { TrunkPreset, TrunkSettings } from './trunk-presets.js';

/** The guide's own state: everything as it is typed. */
export interface TrunkForm {
  name: string;
  host: string;
  /** Empty: the usual one of the transport. */
  port: string;
  transport: TrunkSettings['transport'];
  srtp: boolean;
  registration: boolean;
  user: string;
  authUser: string;
  password: string;
  fromDomain: string;
  /** Addresses, one a line or separated by commas. */
  allowedFrom: string;
  numberFormat: TrunkSettings['numberFormat'];
  country: string;
  codecs: readonly TrunkSettings['codecs'][number][];
  maxCalls: string;
  enabled: boolean;
}

export function trunkFormOf(preset: TrunkPreset, country: string, before: Partial<TrunkForm> = {}): TrunkForm {
  return {
    user: '',
    authUser: '',
    password: '',
    fromDomain: '',
    allowedFrom: '',
    maxCalls: '',
    enabled: true,
    ...before,
    name: before.name === undefined || before.name === '' ? (preset.title ?? '') : before.name,
    host: preset.host,
    port: '',
    country: preset.country ?? country,
    ...preset.settings,
  };
}

export function trunkFormFrom(trunk: Schemas['Trunk']): TrunkForm {
  const { settings } = trunk;
  return {
    ...settings,
    name: trunk.name,
    enabled: trunk.enabled,
    password: '',
    port: settings.port === null ? '' : String(settings.port),
    user: settings.user ?? '',
    authUser: settings.authUser ?? '',
    fromDomain: settings.fromDomain ?? '',
    allowedFrom: settings.allowedFrom.join('\n'),
    maxCalls: settings.maxCalls === null ? '' : String(settings.maxCalls),
  };
}

const orNull = (text: string) => text.trim() || null;
const wholeOrNull = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text.trim()) : null);

/** What the server is asked to save or try. An empty password means: the stored one. */
export function trunkRequestOf(form: TrunkForm): { settings: TrunkSettings; password: string | null } {
  return {
    settings: {
      // Often copied with the scheme or the port of a whole address.
      host: form.host
        .trim()
        .replace(/^sips?:(\/\/)?/i, '')
        .replace(/:\d+$/, ''),
      port: wholeOrNull(form.port) ?? wholeOrNull(/:(\d+)$/.exec(form.host.trim())?.[1] ?? ''),
      transport: form.transport,
      srtp: form.srtp,
      registration: form.registration,
      user: orNull(form.user),
      authUser: orNull(form.authUser),
      fromDomain: orNull(form.fromDomain),
      allowedFrom: form.allowedFrom.split(/[\s,;]+/).filter((each) => each !== ''),
      numberFormat: form.numberFormat,
      country: form.country,
      codecs: [...form.codecs],
      maxCalls: wholeOrNull(form.maxCalls),
    },
    password: form.password || null,
  };
}
