import type { NumberPolicy, NumberSettings, WhatsappNumber } from './queries.js';

/** The page's own state: everything as it is typed. */
export interface NumberForm {
  name: string;
  teamId: string;
  enabled: boolean;
  number: string;
  driver: 'web' | 'cloud';
  /** Somebody has read what a linked device risks. */
  riskAccepted: boolean;
  groups: NumberSettings['groups'];
  historyDays: number;
  mediaLimitMb: number;
  perMinute: number;
  newChatsPerDay: number;
  warmUp: boolean;
  /** Minutes; 0: none. */
  canaryEvery: number;
  silentAfter: number;
  markRead: boolean;
  phoneNumberId: string;
  businessAccountId: string;
  apiVersion: string;
  accessToken: string;
  appSecret: string;
  oldAppSecret: string;
  verifyToken: string;
  policy: NumberPolicy;
}

const apiVersion = 'v23.0';

const firstPolicy: NumberPolicy = {
  signNames: true,
  signature: '*{name}*',
  employeesEdit: true,
  employeesRevoke: false,
  voiceNotes: true,
  tellRightAddress: {
    enabled: false,
    texts: {
      ru: 'Пожалуйста, пишите нам на этот номер WhatsApp: {number}',
      uk: 'Будь ласка, пишіть нам на цей номер WhatsApp: {number}',
      en: 'Please write to us on this WhatsApp number: {number}',
    },
  },
};

/** What a new number begins with: careful with one that WhatsApp may block, quicker where it was bought for that. */
export function newForm(driver: 'web' | 'cloud'): NumberForm {
  const linked = driver === 'web';
  return {
    name: '',
    teamId: '',
    enabled: true,
    number: '',
    driver,
    riskAccepted: false,
    groups: 'ignore',
    historyDays: linked ? 30 : 0,
    mediaLimitMb: 64,
    perMinute: linked ? 20 : 200,
    newChatsPerDay: linked ? 20 : 250,
    warmUp: linked,
    canaryEvery: linked ? 60 : 0,
    silentAfter: 720,
    markRead: true,
    phoneNumberId: '',
    businessAccountId: '',
    apiVersion,
    accessToken: '',
    appSecret: '',
    oldAppSecret: '',
    verifyToken: '',
    policy: firstPolicy,
  };
}

/** What begins differently by each way, as long as nobody has changed it. */
const ownToEach = ['historyDays', 'perMinute', 'newChatsPerDay', 'warmUp', 'canaryEvery'] as const;

/**
 * The form when a way to reach the number is chosen, or another one: everything typed stays, for choosing is also how one reads what each needs.
 * @param form null: nothing has been chosen yet
 * @param verifyTokenKept the server has one, and it stays until somebody wants a new one
 */
export function reachedBy(driver: 'web' | 'cloud', form: NumberForm | null, verifyTokenKept: boolean): NumberForm {
  const after = newForm(driver);
  const before = form === null ? after : newForm(form.driver);
  const now = form ?? after;
  const begun = Object.fromEntries(
    ownToEach.flatMap((name) => (now[name] === before[name] ? [[name, after[name]]] : [])),
  );
  const wantsToken = driver === 'cloud' && !verifyTokenKept && now.verifyToken === '';
  return { ...now, ...begun, driver, verifyToken: wantsToken ? newVerifyToken() : now.verifyToken };
}

export function formFrom(number: WhatsappNumber, settings: NumberSettings): NumberForm {
  return {
    name: number.name,
    teamId: number.team?.id ?? '',
    enabled: number.enabled,
    number: settings.number,
    driver: settings.driver,
    riskAccepted: number.riskAcceptedAt !== null,
    groups: settings.groups,
    historyDays: settings.historyDays,
    mediaLimitMb: settings.mediaLimitMb,
    perMinute: settings.pace.perMinute,
    newChatsPerDay: settings.pace.newChatsPerDay,
    warmUp: settings.pace.warmUp,
    canaryEvery: settings.canaryEveryMinutes ?? 0,
    silentAfter: settings.silentAfterMinutes ?? 0,
    markRead: settings.markRead,
    phoneNumberId: settings.cloud?.phoneNumberId ?? '',
    businessAccountId: settings.cloud?.businessAccountId ?? '',
    apiVersion: settings.cloud?.apiVersion ?? apiVersion,
    accessToken: '',
    appSecret: '',
    oldAppSecret: '',
    verifyToken: '',
    policy: number.policy,
  };
}

/** "+38 (044) 123-45-67" → "+380441234567"; what is typed with 00 in front means the plus. */
export const telephone = (typed: string): string => `+${typed.replace(/^\s*00/, '').replace(/\D/g, '')}`;

/** What the server is asked to save or try. An empty secret means: the stored one. */
export function requestOf(form: NumberForm) {
  const settings: NumberSettings = {
    driver: form.driver,
    number: telephone(form.number),
    groups: form.groups,
    historyDays: form.driver === 'web' ? form.historyDays : 0,
    mediaLimitMb: form.mediaLimitMb,
    pace: { perMinute: form.perMinute, newChatsPerDay: form.newChatsPerDay, warmUp: form.warmUp },
    canaryEveryMinutes: form.canaryEvery === 0 ? null : form.canaryEvery,
    silentAfterMinutes: form.silentAfter === 0 ? null : form.silentAfter,
    markRead: form.markRead,
    cloud:
      form.driver === 'cloud'
        ? {
            phoneNumberId: form.phoneNumberId.trim(),
            businessAccountId: form.businessAccountId.trim(),
            apiVersion: form.apiVersion.trim(),
          }
        : null,
  };
  const secret = (typed: string) => typed.trim() || null;
  return {
    settings,
    secrets:
      form.driver === 'cloud'
        ? {
            accessToken: secret(form.accessToken),
            appSecret: secret(form.appSecret),
            oldAppSecret: secret(form.oldAppSecret),
            verifyToken: secret(form.verifyToken),
          }
        : null,
  };
}

/** What is still missing before it can be saved, by the name of its field; null: nothing. */
export function missingIn(
  form: NumberForm,
  kept: WhatsappNumber['hasSecrets'] | null,
): 'number' | 'risk' | 'ids' | 'token' | 'app' | 'verify' | null {
  if (!/^\+\d{5,15}$/.test(telephone(form.number))) return 'number';
  if (form.driver === 'web') return form.riskAccepted ? null : 'risk';
  if (!/^\d{5,30}$/.test(form.phoneNumberId.trim()) || !/^\d{5,30}$/.test(form.businessAccountId.trim())) return 'ids';
  if (form.accessToken.trim() === '' && kept?.accessToken !== true) return 'token';
  if (form.appSecret.trim() === '' && kept?.appSecret !== true) return 'app';
  return form.verifyToken.trim() === '' && kept?.verifyToken !== true ? 'verify' : null;
}

/** A word that Meta repeats to show that it was told by us: 32 signs that nobody guesses. */
export function newVerifyToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
