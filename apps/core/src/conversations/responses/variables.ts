/** What stands in braces in words kept ready, and is put in when they are taken. */
export const variables = [
  ...(['client.name', 'client.first-name', 'me.name', 'me.first-name', 'company.name'] as const),
] as const;
export type Variable = (typeof variables)[number];

/** null: not known of this client, or of us. */
export type Values = Readonly<Record<Variable, string | null>>;

const braces = /\{\{\s*([^{}]{1,100}?)\s*\}\}/gu;
const isVariable = (name: string): name is Variable => (variables as readonly string[]).includes(name);

/** Names in braces that nobody can fill. @returns each once, as they were written */
export const unknownVariables = (...texts: readonly string[]): string[] => [
  ...new Set(namesIn(texts).filter((name) => !isVariable(name))),
];

/**
 * Braces that were to be filled and were not. Other braces are the writer's own: somebody may well write to a client about templates.
 * @returns each once, as they were written
 */
export const unfilledVariables = (...texts: readonly string[]): string[] => [
  ...new Set(namesIn(texts).filter((name) => /^(client|me|company)\./i.test(name))),
];

/** What is not known stays in its braces, for the writer to see. */
export const filled = (text: string, values: Values): string =>
  text.replace(braces, (whole, name: string) => (isVariable(name) ? (values[name] ?? whole) : whole));

/** Variables of the texts without a value. */
export const missingIn = (values: Values, ...texts: readonly string[]): string[] => [
  ...new Set(namesIn(texts).filter((name) => !isVariable(name) || values[name] === null)),
];

function namesIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [...text.matchAll(braces)].map(([, name]) => name!));
}
