import css from './person.module.css';

/** First letters of the first two words: "Олена Коваль" → "ОК". */
function initials(name: string): string {
  const words = name.split(/[\s@.«»"„“]+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

/** Somebody's initials in a quiet circle; a company gets a square. Decoration only: the name stands beside it. */
export function Person({ name, size = 32, company = false }: { name: string; size?: number; company?: boolean }) {
  return (
    <span
      className={css.person}
      data-company={company || undefined}
      style={{ width: size, height: size, fontSize: size * 0.37 }}
      aria-hidden
    >
      {initials(name) || '?'}
    </span>
  );
}
