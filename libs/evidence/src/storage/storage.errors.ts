import { types } from 'node:util';
import { AppError, OperationalError, UserError } from '#libs/errors';

const full = new Set(['ENOSPC', 'EDQUOT']);
const forbidden = new Set(['EACCES', 'EPERM']);

/** How the S3 client marks an error that the server answered with. */
interface S3Answer {
  $metadata: { httpStatusCode: number };
}

/**
 * The storage's errors, translated once, with the cause kept. What is neither from the file system, the network nor S3 passes unchanged.
 * A full or failing disk and a server that is away or busy may pass; wrong credentials, a missing bucket or folder rights need a person.
 */
export function translateStorageError(error: unknown): unknown {
  if (error instanceof AppError || !types.isNativeError(error)) return error;
  if (isS3Answer(error)) return fromS3(error);
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && full.has(code))
    return new OperationalError('evidence.full', { reason: code }, { cause: error });
  if (code !== undefined && forbidden.has(code))
    return new UserError('evidence.refused', { reason: code }, { cause: error });
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code))
    return new OperationalError('evidence.away', { reason: code }, { cause: error });
  // What the S3 client marks as its own has no answer behind it: it gave up waiting, or the line was cut.
  if ('$metadata' in error || error.message === 'aborted') {
    return new OperationalError('evidence.away', { reason: error.name }, { cause: error });
  }
  return error;
}

/** Runs one step at the storage's door. */
export async function throughDoor<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw translateStorageError(error);
  }
}

export function isAbsent(error: unknown): boolean {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
  return (
    error instanceof Error &&
    isS3Answer(error) &&
    error.$metadata.httpStatusCode === 404 &&
    error.name !== 'NoSuchBucket'
  );
}

/** S3's answer to a range of an object that has no bytes there. */
export function isBeyondEnd(error: unknown): boolean {
  return types.isNativeError(error) && isS3Answer(error) && error.$metadata.httpStatusCode === 416;
}

function isS3Answer(error: Error): error is Error & S3Answer {
  const metadata = (error as Partial<S3Answer>).$metadata;
  return metadata?.httpStatusCode !== undefined;
}

function fromS3(fault: Error & S3Answer): AppError {
  const status = fault.$metadata.httpStatusCode;
  const details = { reason: fault.name, status };
  const mayPass = status >= 500 || status === 408 || status === 429 || fault.name === 'RequestTimeTooSkewed';
  return mayPass
    ? new OperationalError('evidence.away', details, { cause: fault })
    : new UserError('evidence.refused', details, { cause: fault });
}
