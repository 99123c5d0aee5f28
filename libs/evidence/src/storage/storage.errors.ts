import { AppError, OperationalError, UserError } from '#libs/errors';

const full = new Set(['ENOSPC', 'EDQUOT']);
const forbidden = new Set(['EACCES', 'EPERM']);

interface S3Fault {
  name: string;
  $metadata: { httpStatusCode?: number };
}

/**
 * The storage's errors, translated once, with the cause kept. What is neither from the file system, the network nor S3 passes unchanged.
 * A full or failing disk and a server that is away or busy may pass; wrong credentials, a missing bucket or folder rights need a person.
 */
export function translateStorageError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  if (isS3Fault(error)) return fromS3(error);
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && full.has(code))
    return new OperationalError('evidence.full', { reason: code }, { cause: error });
  if (code !== undefined && forbidden.has(code))
    return new UserError('evidence.refused', { reason: code }, { cause: error });
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code))
    return new OperationalError('evidence.away', { reason: code }, { cause: error });
  // The S3 client's own: it gave up before there was an answer.
  if (error.name === 'TimeoutError' || error.message === 'aborted') {
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
    isS3Fault(error) &&
    error.$metadata.httpStatusCode === 404 &&
    error.name !== 'NoSuchBucket'
  );
}

/** S3's answer to a range of an object that has no bytes there. */
export function isBeyondEnd(error: unknown): boolean {
  return error instanceof Error && isS3Fault(error) && error.$metadata.httpStatusCode === 416;
}

function isS3Fault(error: Error): error is Error & S3Fault {
  return '$metadata' in error && typeof error.$metadata === 'object' && error.$metadata !== null && '$fault' in error;
}

function fromS3(fault: Error & S3Fault): AppError {
  const status = fault.$metadata.httpStatusCode ?? 0;
  const details = { reason: fault.name, status };
  const mayPass =
    status === 0 || status >= 500 || status === 408 || status === 429 || fault.name === 'RequestTimeTooSkewed';
  return mayPass
    ? new OperationalError('evidence.away', details, { cause: fault })
    : new UserError('evidence.refused', details, { cause: fault });
}
