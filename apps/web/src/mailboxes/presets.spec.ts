import { presetOf, presets } from './presets.js';

describe('presets of mail providers', () => {
  it('are found by the address', () => {
    expect(presetOf('Info@GMAIL.com')?.name).toBe('gmail');
    expect(presetOf('sales@ukr.net')?.name).toBe('ukrnet');
    expect(presetOf('sales@company.test')).toBeNull();
    expect(presetOf('nothing')).toBeNull();
  });

  it('never send a password over a bare line', () => {
    expect(
      presets.flatMap((preset) => [preset.imap, preset.smtp]).filter((server) => server?.security === 'none'),
    ).toEqual([]);
  });
});
