import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.js';
import { cardFieldsQuery } from '../queries.js';

export type CardField = Schemas['CardField'];

export const fieldsOfKind = (fields: readonly CardField[], kind: 'person' | 'company'): CardField[] =>
  fields.filter(({ archived, appliesTo }) => !archived && (appliesTo === 'both' || appliesTo === kind));

/** The company's own fields of a card of this kind, in order. */
export function useFieldsOf(kind: 'person' | 'company'): CardField[] {
  const { data } = useQuery(cardFieldsQuery);
  return fieldsOfKind(data?.items ?? [], kind);
}
