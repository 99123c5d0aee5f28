/** The part of pino that messaging writes to. Ids, topics and codes only: never a body. */
export interface Log {
  info(facts: object, words: string): void;
  warn(facts: object, words: string): void;
  error(facts: object, words: string): void;
}
