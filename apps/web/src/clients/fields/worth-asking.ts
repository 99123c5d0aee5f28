import type { Schemas } from '../../api/client.js';

/** The client has just been in contact: now they can be asked. */
const freshContactMs = 24 * 60 * 60_000;

/** What to ask a client about while they are there: what is missing, or whether it is all still so. null: nothing. */
export function worthAsking(
  client: Pick<Schemas['Client'], 'fieldsMissing' | 'fieldsStale' | 'lastInteractionAt'>,
  now: number,
): 'missing' | 'stale' | null {
  const last = client.lastInteractionAt === null ? -Infinity : new Date(client.lastInteractionAt).getTime();
  if (now - last > freshContactMs) return null;
  return client.fieldsMissing.length > 0 ? 'missing' : client.fieldsStale ? 'stale' : null;
}
