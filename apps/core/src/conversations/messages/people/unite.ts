import type { WhatsappId, WhatsappParty } from '#libs/contracts';

/** An id as it is known: all that are one person's name the same one. */
export interface KnownIdentity {
  readonly id: string;
  readonly sameAs: string;
  readonly phone: string | null;
}

/** One person of WhatsApp, under every id that is known to be theirs. */
export interface Person {
  /** The digits of their number where it is known, else the id that was seen first. */
  readonly id: string;
  readonly ids: readonly string[];
  /** E.164. */
  readonly phone: string | null;
}

export interface United {
  /** By every id that was told or is known. */
  readonly people: ReadonlyMap<string, Person>;
  /** Those of whom more is known now than before. */
  readonly news: readonly Person[];
}

const isNumber = (id: string): boolean => /^\d+$/.test(id);

/** What is told of people, put together with what is known of them. Groups are nobody. */
export function unite(
  told: readonly Pick<WhatsappParty, 'id' | 'phone' | 'aliases'>[],
  known: readonly KnownIdentity[],
): United {
  const sets = new Map<string, Set<string>>();
  const join = (ids: readonly string[]) => {
    const all = new Set(ids.flatMap((id) => [...(sets.get(id) ?? [id])]));
    for (const id of all) sets.set(id, all);
  };
  for (const { id, sameAs } of known) join([sameAs, id]);
  for (const party of told) join(idsOf(party));
  const stored = new Map(known.map((one) => [one.id, one]));
  const people = new Map<string, Person>();
  const news: Person[] = [];
  for (const ids of new Set(sets.values())) {
    const all = [...ids];
    const before = all.map((id) => stored.get(id)?.sameAs).find((same) => same !== undefined);
    const number = before !== undefined && isNumber(before) ? before : all.find(isNumber);
    const id = number ?? before ?? all[0]!;
    const person = { id, ids: all, phone: number === undefined ? null : `+${number}` };
    for (const one of all) people.set(one, person);
    // Whoever has one id alone needs no row: it stands for itself.
    if (all.length > 1 && all.some((one) => stored.get(one)?.sameAs !== id)) news.push(person);
  }
  return { people, news };
}

function idsOf({ id, phone, aliases }: Pick<WhatsappParty, 'id' | 'phone' | 'aliases'>): WhatsappId[] {
  const all = [id, ...aliases, ...(phone === null ? [] : [phone.slice(1)])];
  return [...new Set(all)].filter((one) => !one.endsWith('@g.us'));
}
