import { z } from 'zod';
import { UserError } from '#libs/errors';

/** Every list is keyset-paged: `?cursor=&limit=` → `{ items, nextCursor }`. */
export const PageQuery = z.object({
  /** Long enough for a name of 200 characters in any script. */
  cursor: z.string().max(1500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** The place after the last row of a page: its sort keys, opaque to the client. */
export function cursorOf(...keys: (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @throws UserError `page.cursor-invalid` when it was not made by cursorOf with as many keys */
export function readCursor(cursor: string | undefined, keys: number): string[] | null {
  if (cursor === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === keys) return parsed.map(String);
  } catch {
    // falls through: whatever was wrong with it, the answer is the same
  }
  throw new UserError('page.cursor-invalid');
}

/** Takes rows fetched with limit + 1 and cuts them into a page. */
export function pageFrom<R, V>(
  rows: readonly R[],
  limit: number,
  view: (row: R) => V,
  cursor: (row: R) => string,
): Page<V> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(view), nextCursor: rows.length > limit && last !== undefined ? cursor(last) : null };
}
