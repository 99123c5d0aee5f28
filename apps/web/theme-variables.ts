import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { theme } from './src/shell/theme.js';

const address = 'virtual:theme-variables.css';

type Variables = Parameters<typeof convertCssVariables>[0];

/** What is not as in Mantine's own sheet (default-css-variables.css). */
function differing(ours: Variables, usual: Variables): Variables {
  const of = (part: keyof Variables) => {
    const known: Record<string, string> = usual[part];
    return Object.fromEntries(Object.entries(ours[part]).filter(([name, value]) => known[name] !== value));
  };
  return { variables: of('variables'), light: of('light'), dark: of('dark') };
}

export const variablesOfTheme = (): string =>
  convertCssVariables(
    differing(
      defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)),
      defaultCssVariablesResolver(DEFAULT_THEME),
    ),
  );

/** Our theme (src/shell/theme.ts) as a sheet: what Mantine's provider would work out in every browser, whenever the page is opened. */
export const themeVariables = (): Plugin => ({
  name: 'keepline:theme-variables',
  resolveId: (id) => (id === address ? address : null),
  load: (id) => (id === address ? variablesOfTheme() : null),
});
