import { types } from 'node:util';
import { AppError, Bug, OperationalError } from '#libs/errors';

/** SQLSTATE classes that pass by themselves: connection (08), resources (53), operator intervention (57), rollback (40), lock (55). */
const passing = /^(08|53|57|40|55)/;

/** PostgreSQL's errors, translated once, at the door, with the cause kept. Everything that is not from the database passes unchanged. */
export function translateDatabaseError(error: unknown): unknown {
  // A socket's own error may come from another realm, where `instanceof Error` is false.
  if (error instanceof AppError || !types.isNativeError(error)) return error;
  const driver = (error as { driverError?: { code?: string } }).driverError ?? (error as { code?: string });
  const code = typeof driver.code === 'string' ? driver.code : undefined;
  if (code === undefined) {
    return /Connection terminated|is not queryable|was closed and is not|timeout exceeded when trying to connect|Driver not Connected/i.test(
      error.message,
    )
      ? new OperationalError('database.away', {}, { cause: error })
      : error;
  }
  if (/^E[A-Z]+$/.test(code)) return new OperationalError('database.away', { code }, { cause: error });
  if (!/^[0-9A-Z]{5}$/.test(code)) return error;
  if (passing.test(code)) return new OperationalError('database.away', { sqlState: code }, { cause: error });
  return new Bug('database.refused', { sqlState: code }, { cause: error });
}

/** The SQLSTATE of a translated error, for the few places that decide on one (a unique violation is 23505). */
export function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof AppError) return error.details['sqlState'] as string | undefined;
  return undefined;
}
