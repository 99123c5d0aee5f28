import type { z } from 'zod';
import { Bug } from '#libs/errors';

/** Where a value broke its contract: paths and rules, never the value, which may be a client's words. */
const problemsOf = (error: z.ZodError) =>
  error.issues.slice(0, 5).map((i) => `${i.path.join('.') || '(whole)'}: ${i.code}`);

/**
 * The value as its contract has it; what the contract does not name is left out.
 * @throws Bug('contract.broken')
 */
export function keepContract<S extends z.ZodType>(topic: string, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Bug('contract.broken', { topic, problems: problemsOf(parsed.error) });
  return parsed.data;
}

/** @throws Bug('contract.broken') for what is not JSON at all, too */
export function readContract<S extends z.ZodType>(topic: string, schema: S, json: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new Bug('contract.broken', { topic, problems: ['(whole): not JSON'] }, { cause });
  }
  return keepContract(topic, schema, value);
}
