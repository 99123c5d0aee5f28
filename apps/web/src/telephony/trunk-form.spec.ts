import { trunkFormFrom, trunkFormOf, trunkRequestOf } from './trunk-form.js';
import { trunkPresets } from './trunk-presets.js';

const preset = (name: string) => {
  const found = trunkPresets.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

describe('what the guide asks the server to save of a provider account', () => {
  it('is the preset with what was typed', () => {
    const form = trunkFormOf(preset('lifecell'), 'KZ');
    expect(form.name).toBe('lifecell');
    expect(trunkRequestOf({ ...form, user: ' 380931700000 ', password: 'secret', maxCalls: '10' })).toEqual({
      settings: {
        host: 'csbc.lifecell.ua',
        port: null,
        transport: 'tls',
        srtp: true,
        registration: true,
        user: '380931700000',
        authUser: null,
        fromDomain: null,
        allowedFrom: [],
        numberFormat: 'digits',
        country: 'UA',
        codecs: ['alaw', 'ulaw'],
        maxCalls: 10,
      },
      password: 'secret',
    });
  });

  it('understands an address that was copied whole', () => {
    const form = trunkFormOf(preset('other'), 'UA', { name: 'Line', allowedFrom: '192.0.2.1, 192.0.2.8/29\n' });
    const { settings, password } = trunkRequestOf({ ...form, host: ' sip:sip32.provider.test:5068 ' });
    expect([settings.host, settings.port, settings.allowedFrom, password]).toEqual([
      'sip32.provider.test',
      5068,
      ['192.0.2.1', '192.0.2.8/29'],
      null,
    ]);
  });

  it('keeps what was saved when nothing is changed', () => {
    const settings = trunkRequestOf({ ...trunkFormOf(preset('telnyx'), 'PL'), port: '5070', user: 'u' }).settings;
    const trunk = {
      ...{ id: 't', name: 'Telnyx', settings, hasPassword: true, enabled: true, numbers: [] },
      ...{ state: 'online' as const, code: null, detail: null, stateAt: '2026-11-25T10:00:00Z' },
    };
    expect(trunkRequestOf(trunkFormFrom(trunk))).toEqual({ settings, password: null });
  });
});
