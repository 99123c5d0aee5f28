import { digestOf, guardSchema, pendingOf, SchemaRefused } from './schema-guard.js';

const first = { name: '20260101-01-first', sql: 'create table a ()' };
const second = { name: '20260102-01-second', sql: 'create table b ()' };
const applied = (...list: { name: string; sql: string }[]) => new Map(list.map((m) => [m.name, digestOf(m)]));

const refusalOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof SchemaRefused) return { code: error.code, message: error.message };
    throw error;
  }
  return null;
};

describe('the schema guard', () => {
  it('digests the SQL, so that a changed letter shows', () => {
    expect(digestOf(first)).toBe('f905865fc1b7e7d95e68fd748a709b99074c448ed7a4ee0e16ca16759a5dea8e');
  });

  it('lets a fitting schema pass', () => {
    expect(refusalOf(() => guardSchema([first, second], applied(first, second)))).toBeNull();
  });

  it('names what is missing, in order', () => {
    expect(pendingOf([first, second], applied())).toEqual([first, second]);
    expect(pendingOf([first, second], applied(first))).toEqual([second]);
  });

  it('refuses a schema that is behind, and says what to run', () => {
    const refusal = refusalOf(() => guardSchema([first, second], applied(first)));
    expect(refusal?.code).toBe('database.schema-behind');
    expect(refusal?.message).toMatch(/Run "keepline migrate".*20260102-01-second/);
  });

  it('refuses a schema whose migration was edited afterwards', () => {
    const edited = { ...first, sql: 'create table a (x int)' };
    expect(refusalOf(() => guardSchema([edited], applied(first)))?.code).toBe('database.schema-edited');
  });

  it('refuses a schema that a newer release wrote', () => {
    expect(refusalOf(() => guardSchema([first], applied(first, second)))?.code).toBe('database.schema-newer');
  });
});
