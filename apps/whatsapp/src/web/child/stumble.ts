/** What went wrong without anybody waiting for it, in words that quote nothing: no message, which may hold what the page showed. */
export interface Stumble {
  readonly name: string;
  /** File, line and column of the innermost call; null: not known. */
  readonly at: string | null;
}

export function stumbleOf(thrown: unknown): Stumble {
  if (!(thrown instanceof Error)) return { name: typeof thrown, at: null };
  const { name, message, stack = '' } = thrown;
  // A message of several lines could look like a call.
  const calls =
    message !== '' && stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  const [, at = null] = /^\s+at .*?([\w.-]+:\d+:\d+)\)?$/m.exec(calls) ?? [];
  return { name: /^[\w.]{1,60}$/.test(name) ? name : 'Error', at: at?.slice(-200) ?? null };
}
