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

/** What to do about it, where the page knows. */
export const adviceText = (t: TFunction, code: string): string | null => findText(t, `advice.${code}`);
