interface Person {
  id: string;
  name: string;
}

/** What is being typed after an @ before the caret; null when nobody is being mentioned. */
export function mentionTyped(text: string, caret: number): { from: number; name: string } | null {
  const found = /(?:^|\s)@([\p{L}\p{N}.'’-]*(?: [\p{L}\p{N}.'’-]*)?)$/u.exec(text.slice(0, caret));
  if (found === null) return null;
  const name = found[1] ?? '';
  return { from: caret - name.length - 1, name };
}

/** Whose name has a word that begins so; those first whose name itself does. */
export function mentionable<T extends Person>(people: readonly T[], typed: string, most = 6): T[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const rank = (name: string): number => {
    const lower = name.toLocaleLowerCase();
    if (lower.startsWith(wanted)) return 0;
    return lower.split(/\s+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return people
    .map((person) => ({ person, rank: rank(person.name) }))
    .filter((each) => each.rank < 2)
    .sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name))
    .slice(0, most)
    .map(({ person }) => person);
}

/** The text with the whole name in the place of what was typed of it, and where the caret stands then. */
export function withMention(text: string, from: number, caret: number, name: string): { text: string; caret: number } {
  const put = `@${name} `;
  return { text: text.slice(0, from) + put + text.slice(caret).replace(/^ /, ''), caret: from + put.length };
}

/** Who is still named in the text of those who were picked. */
export const mentionedIn = (text: string, picked: readonly Person[]): string[] => [
  ...new Set(picked.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id)),
];

/** The text in parts, the names of who is mentioned apart from the rest. */
export function mentionParts(text: string, names: readonly string[]): { text: string; mention: boolean }[] {
  const longestFirst = [...names].sort((a, b) => b.length - a.length).map((name) => `@${name}`);
  const parts: { text: string; mention: boolean }[] = [];
  let rest = text;
  while (rest !== '') {
    const next = longestFirst
      .map((name) => ({ name, at: rest.indexOf(name) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || b.name.length - a.name.length)[0];
    if (next === undefined) break;
    if (next.at > 0) parts.push({ text: rest.slice(0, next.at), mention: false });
    parts.push({ text: next.name, mention: true });
    rest = rest.slice(next.at + next.name.length);
  }
  if (rest !== '') parts.push({ text: rest, mention: false });
  return parts;
}
