import type { ReactNode } from 'react';

/** A text in which what was looked for is marked. @param marks `[from, to)`, in order */
export function MarkedText({ text, marks }: { text: string; marks: readonly (readonly number[])[] }) {
  const parts: ReactNode[] = [];
  let done = 0;
  for (const [from = 0, to = 0] of marks) {
    if (from < done) continue;
    parts.push(text.slice(done, from), <mark key={from}>{text.slice(from, to)}</mark>);
    done = to;
  }
  parts.push(text.slice(done));
  return <>{parts}</>;
}
