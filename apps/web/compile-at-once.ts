import type { Plugin } from 'vite';

/**
 * Says of files that most of what is in them is called before the first page stands: V8 compiles them whole, beside the page and while they
 * come, instead of function by function while somebody waits. It stands at the very top; to other browsers it is a comment.
 * https://v8.dev/blog/explicit-compile-hints
 * @param names of chunks
 */
export const compileAtOnce = (names: readonly string[]): Plugin => ({
  name: 'keepline:compile-at-once',
  apply: 'build',
  generateBundle: {
    // Vite itself still puts lines above a file.
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'chunk' && names.includes(file.name))
          file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
    },
  },
});
