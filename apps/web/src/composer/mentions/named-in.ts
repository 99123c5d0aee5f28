interface Person {
  readonly id: string;
  readonly name: string;
}

/** Who stands in the words after an @: of names that begin alike the longest, of two who are called alike the first. */
export function namedIn<T extends Person>(text: string, people: readonly T[]): T[] {
  let rest = text;
  const named: T[] = [];
  for (const person of [...people].sort((a, b) => b.name.length - a.name.length)) {
    if (person.name === '' || !rest.includes(`@${person.name}`)) continue;
    rest = rest.replaceAll(`@${person.name}`, '');
    named.push(person);
  }
  return named;
}
