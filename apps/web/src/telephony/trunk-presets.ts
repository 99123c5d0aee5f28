import type { Schemas } from '../api/client.js';

export type TrunkSettings = Schemas['Trunk']['settings'];

export interface TrunkPreset {
  name: string;
  /** The provider's own name, the same in every language; null: a text of ours. */
  title: string | null;
  /** Where it is usual, ISO 3166-1; null: anywhere. */
  country: string | null;
  /**
   * What is known of the server. cabinet: it is the same for every customer and filled in; contract: the provider names it to each
   * customer, and we do not guess; numbered: each customer has one of several; address: known by address, without a password;
   * own: a telephone exchange of the company's own.
   */
  server: 'cabinet' | 'contract' | 'numbered' | 'address' | 'own';
  /** Empty where the person has to fill it in. */
  host: string;
  settings: Pick<TrunkSettings, 'transport' | 'srtp' | 'registration' | 'numberFormat' | 'codecs'>;
}

const usual: TrunkPreset['settings'] = {
  transport: 'udp',
  srtp: false,
  registration: true,
  numberFormat: 'digits',
  codecs: ['alaw', 'ulaw'],
};
const sealed: TrunkPreset['settings'] = { ...usual, transport: 'tls', srtp: true };

/**
 * Providers whom companies of the region have. A host stands here only where one server serves all customers: of Zadarma, sipgate and Telnyx as
 * their own set-up pages name it; of lifecell and easybell as it stands in public code of others who connect to them, which we have not seen confirmed.
 */
export const trunkPresets: readonly TrunkPreset[] = [
  { name: 'kyivstar', title: 'Київстар', country: 'UA', server: 'contract', host: '', settings: usual },
  { name: 'vodafone-ua', title: 'Vodafone', country: 'UA', server: 'contract', host: '', settings: usual },
  { name: 'lifecell', title: 'lifecell', country: 'UA', server: 'cabinet', host: 'csbc.lifecell.ua', settings: sealed },
  { name: 'binotel', title: 'Binotel', country: 'UA', server: 'numbered', host: '', settings: usual },
  { name: 'zadarma', title: 'Zadarma', country: 'UA', server: 'cabinet', host: 'sip.zadarma.com', settings: usual },
  { name: 'ringostat', title: 'Ringostat', country: 'UA', server: 'contract', host: '', settings: usual },
  { name: 'unitalk', title: 'Unitalk', country: 'UA', server: 'contract', host: '', settings: usual },
  { name: 'ukrtelecom', title: 'Укртелеком', country: 'UA', server: 'contract', host: '', settings: usual },
  { name: 'kazakhtelecom', title: 'Казахтелеком', country: 'KZ', server: 'contract', host: '', settings: usual },
  { name: 'beeline-kz', title: 'Beeline', country: 'KZ', server: 'contract', host: '', settings: usual },
  { name: 'orange-pl', title: 'Orange Polska', country: 'PL', server: 'contract', host: '', settings: usual },
  { name: 'play-pl', title: 'Play', country: 'PL', server: 'contract', host: '', settings: usual },
  { name: 'silknet', title: 'Silknet', country: 'GE', server: 'contract', host: '', settings: usual },
  { name: 'magti', title: 'MagtiCom', country: 'GE', server: 'contract', host: '', settings: usual },
  {
    name: 'sipgate',
    title: 'sipgate trunking',
    country: 'DE',
    server: 'cabinet',
    host: 'sipconnect.sipgate.de',
    settings: { ...usual, transport: 'tcp' },
  },
  { name: 'easybell', title: 'easybell', country: 'DE', server: 'cabinet', host: 'voip.easybell.de', settings: sealed },
  {
    name: 'telnyx',
    title: 'Telnyx',
    country: null,
    server: 'cabinet',
    host: 'sip.telnyx.com',
    settings: { ...sealed, numberFormat: 'plus', codecs: ['g722', 'alaw', 'ulaw'] },
  },
  { name: 'other', title: null, country: null, server: 'contract', host: '', settings: usual },
  {
    name: 'by-address',
    title: null,
    country: null,
    server: 'address',
    host: '',
    settings: { ...usual, registration: false, numberFormat: 'plus' },
  },
  {
    name: 'own-exchange',
    title: null,
    country: null,
    server: 'own',
    host: '',
    settings: { ...usual, registration: false },
  },
];

/** By country: the company's own first, then the others, those of no country last. */
export function presetsByCountry(own: string): { country: string | null; presets: TrunkPreset[] }[] {
  const groups = new Map<string | null, TrunkPreset[]>();
  for (const preset of trunkPresets) groups.set(preset.country, [...(groups.get(preset.country) ?? []), preset]);
  const rank = (country: string | null) => (country === own ? 0 : country === null ? 2 : 1);
  return [...groups]
    .map(([country, presets]) => ({ country, presets }))
    .sort((a, b) => rank(a.country) - rank(b.country));
}

/** The usual port of each transport, RFC 3261 19.1.2. */
export const usualPort = (transport: TrunkSettings['transport']): number => (transport === 'tls' ? 5061 : 5060);
