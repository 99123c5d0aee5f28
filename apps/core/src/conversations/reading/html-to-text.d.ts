/** The package brings no types of its own; this is what we use of it. */
declare module 'html-to-text' {
  interface Options {
    wordwrap: false;
    limits: { maxInputLength: number; maxDepth: number; maxChildNodes: number; ellipsis: string };
    selectors: { selector: string; format?: 'skip'; options?: Record<string, unknown> }[];
  }
  /** For one set of options, used many times. */
  export function compile(options: Options): (html: string) => string;
}
