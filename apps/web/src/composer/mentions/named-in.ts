interface Person {
  readonly id: string;
  readonly name: string;
}

/**
 * Who stands in the words after an @: of names that begin alike the longest.
 * @param picked ids of those who were chosen from the list, the last one last: of people who are called alike they are meant, where none was
 *   chosen the first
 */
export function namedIn<T extends Person>(text: string, people: readonly T[], picked: readonly string[] = []): T[] {
  let rest = text;
  const names = [...new Set(people.map(({ name }) => name))].filter((name) => name !== '');
  return names
    .sort((a, b) => b.length - a.length)
    .flatMap((name) => {
      const times = rest.split(`@${name}`).length - 1;
      if (times === 0) return [];
      rest = rest.replaceAll(`@${name}`, '');
      const alike = people.filter((person) => person.name === name);
      const chosen = picked.flatMap((id) => alike.filter((person) => person.id === id));
      return chosen.length === 0 ? alike.slice(0, 1) : [...new Set(chosen)].slice(-times);
    });
}
