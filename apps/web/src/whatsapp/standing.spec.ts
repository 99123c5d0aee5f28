import { standingOf } from './standing.js';

const number = (to: Partial<Parameters<typeof standingOf>[0]> = {}) => ({
  enabled: true,
  state: 'ready' as const,
  code: null,
  driver: 'web' as const,
  ...to,
});

describe('how a number stands', () => {
  it.each([
    ['it works', number(), { state: 'ready', tone: 'ok', trouble: null, wantsPhone: false }],
    [
      'it was switched off',
      number({ enabled: false, state: 'waiting', code: 'whatsapp.conflict' }),
      { state: 'off', tone: 'dim', trouble: null, wantsPhone: false },
    ],
    [
      'no phone is linked yet',
      number({ state: 'unlinked' }),
      { state: 'unlinked', tone: 'warn', trouble: null, wantsPhone: true },
    ],
    [
      'the phone was taken away',
      number({ state: 'waiting', code: 'whatsapp.logged-out' }),
      { state: 'waiting', tone: 'warn', trouble: 'whatsapp.logged-out', wantsPhone: true },
    ],
    [
      'a token has ended: no phone helps',
      number({ driver: 'cloud', state: 'waiting', code: 'whatsapp.token-expired' }),
      { state: 'waiting', tone: 'warn', trouble: 'whatsapp.token-expired', wantsPhone: false },
    ],
    [
      'it works, but not well',
      number({ code: 'whatsapp.phone-offline' }),
      { state: 'ready', tone: 'warn', trouble: 'whatsapp.phone-offline', wantsPhone: false },
    ],
  ])('%s', (_, given, standing) => expect(standingOf(given)).toEqual(standing));
});
