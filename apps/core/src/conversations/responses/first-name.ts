/** Slavic names in full say the father's name after the given one, whatever stands before: Франко Іван Якович. */
const patronymic = /(вич|вна|ична|ічна|ївна|івна|ич|vych|vich|vna)$/iu;
/** What is no name: a number or an address, by which a card is called until somebody knows better. */
const noName = /@|(?:\d[\s().-]*){6,}/u;

/** How somebody is addressed, out of their whole name. @returns null where there is nothing to address by */
export function firstNameOf(name: string): string | null {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /\p{L}/u.test(word));
  if (words.length === 0 || noName.test(name)) return null;
  const father = words.length > 2 ? words.findIndex((word, n) => n > 0 && patronymic.test(word)) : -1;
  return words[father > 0 ? father - 1 : 0]!;
}

/** The whole name; null for a number or an address. */
export const nameOrNull = (name: string): string | null =>
  noName.test(name) || name.trim() === '' ? null : name.trim();
