import { exitOnBadConfiguration } from '#libs/config';
import { DatabaseTaken, DataFolderTaken, SchemaRefused } from '#libs/database';
import { AppError, OperationalError, UserError } from '#libs/errors';

/**
 * How a process of ours ends, after sysexits.h; service managers decide by it whether to start again.
 *
 * | code | meaning | start again? |
 * |---|---|---|
 * | 0 | asked to stop, and stopped in order | as wanted |
 * | 1 | a fault that nobody foresaw; the log has it | yes |
 * | 65 | the database's schema does not fit this release | no: the message says what to run |
 * | 69 | a service that is needed at start is away | yes, later |
 * | 75 | another gateway has the data folder or the database | no |
 * | 78 | the configuration, the master key or the machine does not allow it; the message names what to change | no |
 */
export const exitCodes = {
  stopped: 0,
  fault: 1,
  schema: 65,
  away: 69,
  taken: 75,
  configuration: exitOnBadConfiguration,
} as const;

export function exitCodeFor(error: unknown): number {
  if (error instanceof DataFolderTaken || error instanceof DatabaseTaken) return exitCodes.taken;
  if (error instanceof SchemaRefused) return exitCodes.schema;
  if (error instanceof UserError) return exitCodes.configuration;
  if (error instanceof OperationalError) return exitCodes.away;
  return exitCodes.fault;
}

/** For the person at the terminal: what is wrong and, where we know it, what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof AppError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const { advice, lastWords } = error.details;
  const words: unknown[] = [error.message, advice, ...(Array.isArray(lastWords) ? (lastWords as unknown[]) : [])];
  return words.filter((part) => typeof part === 'string').join('\n  ');
}
