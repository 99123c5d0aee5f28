import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { asProblem } from '../api/problem.js';

/** A text whose name is only known at run time (a server's code, an action of the journal); null when this page has none. */
export function findText(t: TFunction, name: string, values: Record<string, unknown> = {}): string | null {
  // The typed t knows literal names only; existence is checked here instead.
  return i18next.exists(name) ? (t as (name: string, values: Record<string, unknown>) => string)(name, values) : null;
}

/** What went wrong in words, from the stable code; an unknown code is shown itself, so that it can be reported. */
export function problemText(t: TFunction, error: unknown): string {
  const problem = asProblem(error);
  return codeText(t, problem.code, problem.details);
}

export function codeText(t: TFunction, code: string, details: Readonly<Record<string, unknown>> = {}): string {
  return findText(t, `problem.${code}`, details) ?? t('problem.unknown', { code });
}

/** What the server's schema says of a field, and what there is of it: see words.spec.ts. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^Too big: expected string to have <=(\d+) char/, 'long'],
  [/^Too small: expected string to have >=1 char/, 'empty'],
  [/^Too small: expected string to have >=(\d+) char/, 'short'],
  [/^Too big: expected array to have <=(\d+) item/, 'many'],
  [/^Too small: expected array to have >=(\d+) item/, 'few'],
  [/^Too big: expected (?:number|int|date) to be <=?(-?[\d.]+)/, 'high'],
  [/^Too small: expected (?:number|int|date) to be >=?(-?[\d.]+)/, 'low'],
  [/^Invalid email/, 'email'],
  [/^Invalid URL/, 'url'],
];

/** Why a field was refused, in words, from what the server's schema says of it. */
export function reasonText(t: TFunction, message: string): string {
  for (const [pattern, name] of reasons) {
    const limit = pattern.exec(message);
    if (limit !== null) return findText(t, `problem.field.${name}`, { limit: limit[1] ?? '' }) ?? message;
  }
  return findText(t, `cards.wrong.${message}`) ?? t('problem.field.wrong');
}

/** What to do about it, where the page knows. */
export const adviceText = (t: TFunction, code: string): string | null => findText(t, `advice.${code}`);

/** The same of a channel: through one that has worked before, another cause is likely than while it is set up. */
export const channelAdvice = (
  t: TFunction,
  code: string,
  { lastInboundAt, lastOutboundAt }: { readonly lastInboundAt: string | null; readonly lastOutboundAt: string | null },
): string | null => {
  const worked = lastInboundAt !== null || lastOutboundAt !== null;
  return (worked ? findText(t, `worked.${code}`) : null) ?? adviceText(t, code);
};
