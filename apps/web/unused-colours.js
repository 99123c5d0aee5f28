/** Scales of Mantine's that no part of the page is drawn in (theme.ts has the ones that are); each is forty variables of the first sheet. */
const unused = /^--mantine-color-(?:grape|violet|indigo|cyan|lime|pink|orange|green|yellow)-/;

/** Takes them out of Mantine's sheet of variables. @type {import('postcss').PluginCreator<unknown>} */
export const withoutUnusedColours = () => ({
  postcssPlugin: 'keepline-unused-colours',
  OnceExit(root, { result }) {
    if (!result.opts.from?.includes('default-css-variables')) return;
    root.walkDecls(unused, (declaration) => declaration.remove());
  },
});
withoutUnusedColours.postcss = true;
