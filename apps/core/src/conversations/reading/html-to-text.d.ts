/** The package brings no types of its own; this is what we use of it. */
declare module 'html-to-text' {
  interface Options {
    wordwrap: false;
    limits: { maxInputLength: number; maxDepth: number; maxChildNodes: number; ellipsis: string };
    selectors: { selector: string; format?: 'skip' | 'block' | 'cell'; options?: Record<string, unknown> }[];
    formatters: Record<
      string,
      (element: Element, walk: (children: unknown, builder: Builder) => void, builder: Builder) => void
    >;
  }
  interface Element {
    readonly children: unknown;
  }
  interface Builder {
    addInline(text: string): void;
  }
  /** For one set of options, used many times. */
  export function compile(options: Options): (html: string) => string;
}
