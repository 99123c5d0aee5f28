import type { Template } from '../requests.js';

const placeholder = /\{\{\s*([\w.-]{1,60})\s*\}\}/g;

/** A text with its placeholders filled in, in the order in which they first stand there; an empty one stays visible as `{{1}}`. */
export function filled(text: string, values: readonly string[]): string {
  const names: string[] = [];
  return text.replace(placeholder, (whole, name: string) => {
    if (!names.includes(name)) names.push(name);
    return values[names.indexOf(name)]?.trim() || whole;
  });
}

/** What may be sent and fits the words that somebody searches by. */
export function templatesFor(templates: readonly Template[], wanted: string): Template[] {
  const words = wanted.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter((template) => {
    if (template.status !== 'APPROVED') return false;
    const text = [template.name, template.language, template.header, template.body].join(' ').toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
