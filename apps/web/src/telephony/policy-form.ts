import type { Schemas } from '../api/client.js';

export type Policy = Schemas['TelephonyPolicy'];
export type FormField = Policy['formFields'][number];

/** Prefixes as typed, one a line or separated by commas: "+380900, 0900" stays wrong for the server to say so. */
export const prefixesOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[\s,;]+/)
      .filter((each) => each !== '')
      .map((each) => (/^[1-9]\d*$/.test(each) ? `+${each}` : each.replace(/^00/, '+'))),
  ),
];

/** A name for a field that stays when its label changes: in Latin letters, unique in the form. */
export function keyOf(label: string, taken: readonly string[]): string {
  const latin = label
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 30);
  const base = latin === '' ? 'field' : latin;
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}-${number}`;
    if (!taken.includes(key)) return key;
  }
}

/** The form as it is sent: labels in the other languages fall back to the one that was written, keys are given to new fields. */
export function fieldsOf(fields: readonly FormField[]): FormField[] {
  const done: FormField[] = [];
  for (const field of fields) {
    const label = field.label.uk.trim() || field.label.ru.trim() || field.label.en.trim();
    if (label === '') continue;
    const or = (text: string) => text.trim() || label;
    const taken = [...done, ...fields].map(({ key }) => key);
    done.push({
      ...field,
      key: field.key === '' ? keyOf(field.label.en.trim() || label, taken) : field.key,
      label: { ru: or(field.label.ru), uk: or(field.label.uk), en: or(field.label.en) },
      choices: field.kind === 'choice' ? field.choices.map((each) => each.trim()).filter((each) => each !== '') : [],
    });
  }
  return done;
}
