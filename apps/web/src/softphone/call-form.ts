import type { FormField } from '../calls/call.js';

/** The first field that must be filled in and is not; a choice counts only when it is one of those offered. */
export function firstMissing(
  fields: readonly FormField[],
  values: Readonly<Record<string, string | undefined>>,
): string | null {
  const missing = fields.find(({ key, required, kind, choices }) => {
    const value = (values[key] ?? '').trim();
    return required && (kind === 'choice' ? !choices.includes(value) : value === '');
  });
  return missing?.key ?? null;
}
