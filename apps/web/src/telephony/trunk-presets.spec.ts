import { presetsByCountry, trunkPresets } from './trunk-presets.js';

describe('presets of telephone providers', () => {
  it('name a server only where it is the same for everybody', () => {
    for (const { name, host, server } of trunkPresets)
      expect([name, host !== '']).toEqual([name, server === 'cabinet']);
  });

  it('encrypt the media only where the signalling is encrypted too', () => {
    for (const { name, settings } of trunkPresets)
      expect([name, settings.srtp]).toEqual([name, settings.transport === 'tls']);
  });

  it('have names of their own', () => {
    expect(new Set(trunkPresets.map(({ name }) => name)).size).toBe(trunkPresets.length);
  });

  it('begin with those of one’s own country and end with those of none', () => {
    const countries = presetsByCountry('PL').map(({ country }) => country);
    expect(countries).toEqual(['PL', 'UA', 'KZ', 'GE', 'DE', null]);
  });
});
