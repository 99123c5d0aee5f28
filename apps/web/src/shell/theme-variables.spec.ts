import { variablesOfTheme } from '../../theme-variables.js';

describe('the sheet of the theme', () => {
  const [everywhere = '', dark = '', light = ''] = variablesOfTheme()
    .split('\n\n')
    .filter((block) => block !== '');

  it('says what is ours, and what follows from it in each scheme', () => {
    expect(everywhere).toMatch(/^:root, :host\{/);
    expect(everywhere).toContain('--mantine-color-accent-6: #5856cd;');
    expect(everywhere).toContain('--mantine-font-size-sm: 0.8125rem;');
    expect(dark).toMatch(/^:root\[data-mantine-color-scheme="dark"\]/);
    expect(dark).toContain('--mantine-color-accent-filled: var(--mantine-color-accent-5);');
    expect(light).toMatch(/^:root\[data-mantine-color-scheme="light"\]/);
    expect(light).toContain('--mantine-color-accent-filled: var(--mantine-color-accent-6);');
  });

  it('says nothing that Mantine says itself', () => {
    expect(everywhere).not.toContain('--mantine-color-red-6');
    expect(everywhere).not.toContain('--mantine-scale');
  });
});
