import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent. Media have colours of their own (theme.css), used nowhere else. */
const accent: MantineColorsTuple = [
  '#f0f0fd',
  '#dfdff8',
  '#bcbcf0',
  '#9897e8',
  '#7a78e0',
  '#6765d8',
  '#5856cd',
  '#4a48b8',
  '#403ea3',
  '#34338a',
];

const dark: MantineColorsTuple = [
  '#dfe1e6',
  '#b4b8c0',
  '#9aa0aa',
  '#666c78',
  '#3a3e47',
  '#2c2f37',
  '#212329',
  '#1a1b1f',
  '#141517',
  '#0f1012',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 5 },
  colors: { accent, dark },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Ubuntu, Cantarell, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { md: '0.4rem', lg: '0.65rem' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Plain objects, not `Modal.extend`: naming the components here would bring all of them into the first page.
  components: {
    // Nothing that is pressed is smaller than WCAG 2.2 asks for (2.5.8), Mantine's smallest sizes too.
    Button: { styles: { root: { fontWeight: 550, minHeight: '1.5rem' } } },
    ActionIcon: { styles: { root: { minWidth: '1.5rem', minHeight: '1.5rem' } } },
    Modal: {
      styles: { title: { fontWeight: 600 } },
      defaultProps: { overlayProps: { backgroundOpacity: 0.4 }, transitionProps: { duration: 120 } },
    },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.35 }, transitionProps: { duration: 140 } } },
    // The placeholder for the first focus is no item, and a menu may hold nothing else (ARIA).
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md', withInitialFocusPlaceholder: false } },
  },
});
