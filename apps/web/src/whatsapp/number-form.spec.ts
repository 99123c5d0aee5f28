import { formFrom, missingIn, newForm, newVerifyToken, reachedBy, requestOf, telephone } from './number-form.js';

const linked = { ...newForm('web'), name: 'Sales', number: '+38 (044) 123-45-67', riskAccepted: true };
const cloud = {
  ...newForm('cloud'),
  number: '00380441234567',
  phoneNumberId: ' 106540352242922 ',
  businessAccountId: '102290129340398',
  accessToken: 'EAAG',
  appSecret: 'app secret',
  verifyToken: 'said by us',
};

describe('a WhatsApp number as it is typed', () => {
  it.each([
    ['+38 (044) 123-45-67', '+380441234567'],
    ['00380441234567', '+380441234567'],
    ['380441234567', '+380441234567'],
    ['', '+'],
  ])('%p is %p', (typed, number) => expect(telephone(typed)).toBe(number));

  it('becomes a careful linked device', () => {
    expect(requestOf(linked)).toEqual({
      settings: {
        driver: 'web',
        number: '+380441234567',
        groups: 'ignore',
        historyDays: 30,
        mediaLimitMb: 64,
        pace: { perMinute: 20, newChatsPerDay: 20, warmUp: true },
        canaryEveryMinutes: 60,
        silentAfterMinutes: 720,
        markRead: true,
        cloud: null,
      },
      secrets: null,
    });
  });

  it('becomes a number of the Cloud API, an empty secret meaning the stored one', () => {
    const { settings, secrets } = requestOf({ ...cloud, appSecret: ' ', silentAfter: 0 });
    expect(settings).toMatchObject({
      historyDays: 0,
      canaryEveryMinutes: null,
      silentAfterMinutes: null,
      cloud: { phoneNumberId: '106540352242922', businessAccountId: '102290129340398', apiVersion: 'v23.0' },
    });
    expect(secrets).toEqual({
      accessToken: 'EAAG',
      appSecret: null,
      oldAppSecret: null,
      verifyToken: 'said by us',
    });
  });

  it('is what it was after going there and back', () => {
    const { settings } = requestOf(linked);
    const number: unknown = {
      name: 'Sales',
      team: null,
      enabled: true,
      riskAcceptedAt: '2026-11-25T10:00:00Z',
      policy: linked.policy,
    };
    expect(formFrom(number as Parameters<typeof formFrom>[0], settings)).toEqual({
      ...linked,
      number: '+380441234567',
    });
  });

  it.each([
    ['no number', { ...linked, number: '12' }, 'number'],
    ['a risk that nobody has accepted', { ...linked, riskAccepted: false }, 'risk'],
    ['ids that are none', { ...cloud, phoneNumberId: '+380441234567' }, 'ids'],
    ['no token', { ...cloud, accessToken: '' }, 'token'],
    ['no app secret', { ...cloud, appSecret: '' }, 'app'],
    ['no word for Meta', { ...cloud, verifyToken: '' }, 'verify'],
    ['nothing', linked, null],
    ['nothing either', cloud, null],
  ])('lacks %s', (_, form, missing) => expect(missingIn(form, null)).toBe(missing));

  it('does not lack a secret that is stored', () => {
    const kept = { accessToken: true, appSecret: true, verifyToken: true };
    expect(missingIn({ ...cloud, accessToken: '', appSecret: '', verifyToken: '' }, kept)).toBeNull();
  });

  it('keeps what was typed while one looks at the other way', () => {
    const there = reachedBy('web', { ...cloud, name: 'Sales', teamId: 't1', groups: 'capture' }, false);
    expect(there).toMatchObject({ driver: 'web', perMinute: 20, warmUp: true, historyDays: 30, canaryEvery: 60 });
    expect(reachedBy('cloud', there, false)).toEqual({ ...cloud, name: 'Sales', teamId: 't1', groups: 'capture' });
  });

  it('keeps a pace that somebody has set, and begins the rest as the chosen way begins', () => {
    expect(reachedBy('web', { ...cloud, perMinute: 4 }, false)).toMatchObject({ perMinute: 4, newChatsPerDay: 20 });
  });

  it('has a word for Meta as soon as it is needed, unless one is stored', () => {
    expect(reachedBy('cloud', null, false).verifyToken).toMatch(/^[\w-]{32}$/);
    expect(reachedBy('cloud', linked, true).verifyToken).toBe('');
    expect(reachedBy('web', null, false).verifyToken).toBe('');
  });

  it('is verified by a word that is new each time', () => {
    expect(newVerifyToken()).toMatch(/^[\w-]{32}$/);
    expect(newVerifyToken()).not.toBe(newVerifyToken());
  });
});
