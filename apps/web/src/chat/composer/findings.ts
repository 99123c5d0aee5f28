export interface Finding {
  kind: string;
  /** The words that it stands in; null: the server does not repeat them. */
  text: string | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Findings as a problem's details carry them; what is not understood is passed over. */
export function findingsOf(told: unknown): Finding[] {
  if (!Array.isArray(told)) return [];
  return told.filter(isRecord).flatMap((each) => {
    const { kind, text } = each;
    return typeof kind === 'string' ? [{ kind, text: typeof text === 'string' && text !== '' ? text : null }] : [];
  });
}
