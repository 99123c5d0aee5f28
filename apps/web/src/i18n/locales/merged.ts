interface Texts {
  [name: string]: string | Texts;
}

function into(target: Texts, source: Texts): Texts {
  for (const [name, text] of Object.entries(source)) {
    const there = target[name];
    target[name] = typeof text === 'string' || typeof there !== 'object' ? text : into({ ...there }, text);
  }
  return target;
}

/** Texts of two files as one, also where both speak of the same area: a spread would lose one half of it. */
export function merged<A extends Texts, B extends Texts>(a: A, b: B): A & B {
  return into(into({}, a), b) as A & B;
}
