import type { TFunction } from 'i18next';
import type { Section } from './sections.js';
import { findText } from '../i18n/words.js';

export interface SectionWords {
  title: string;
  about: string;
}

/** How a section is called, and one line of what it does. */
export const wordsOf = (t: TFunction, { name }: Pick<Section, 'name'>): SectionWords => ({
  title: findText(t, `settings.title.${name}`) ?? name,
  about: findText(t, `settings.about.${name}`) ?? '',
});

/** Whether every word that was typed begins a word of theirs, or stands in one. */
export function holds({ title, about }: SectionWords, typed: string): boolean {
  const text = `${title} ${about}`.toLocaleLowerCase();
  return typed
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
