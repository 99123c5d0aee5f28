import type { LoggerService } from '@nestjs/common';
import { pino, type Bindings, type LogFn } from 'pino';
import { AppError } from '#libs/errors';
import { linesForPeople } from './lines-for-people.js';

/**
 * Type and DI token in one; what is injected is a pino logger that carries the name of its role.
 * The first argument is always an object of facts: ids, counts, codes. Never an address, a subject, a text or a secret.
 */
export abstract class Logger {
  abstract readonly level: string;
  abstract readonly trace: LogFn;
  abstract readonly debug: LogFn;
  abstract readonly info: LogFn;
  abstract readonly warn: LogFn;
  abstract readonly error: LogFn;
  abstract readonly fatal: LogFn;
  abstract child(bindings: Bindings): Logger;
}

/** Keys that hold secrets or what people wrote to each other. The wall behind the rule: such things are not given to the logger at all. */
const personal = [
  ...['password', 'passwordHash', 'imapPassword', 'smtpPassword', 'secret', 'token', 'cookie', 'authorization', 'pass'],
  ...[
    'email',
    'address',
    'addresses',
    'from',
    'to',
    'cc',
    'bcc',
    'replyTo',
    'recipient',
    'recipients',
    'envelope',
    'phone',
  ],
  ...['subject', 'text', 'html', 'body', 'snippet', 'header', 'headers', 'reply'],
];
const redact = {
  paths: personal.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]).concat('req.headers', 'res.headers'),
  censor: '[kept out]',
};

/**
 * An error as type, code and frames. Details and vendors' fields stay out: PostgreSQL's words quote the row, a server's reply the letter.
 * What we foresaw needs no frames; a bug does.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  const foreseen = error instanceof AppError && error.kind !== 'bug';
  const quotes = error instanceof AppError || typeof severity === 'string';
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(error instanceof AppError ? { kind: error.kind } : {}),
    ...(quotes ? {} : { message: error.message }),
    ...(foreseen ? {} : { frames: framesOf(error) }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** The stack without its first lines, which repeat the message. */
function framesOf(error: Error): string[] {
  return (error.stack ?? '').split('\n').flatMap((line) => (/^\s+at /.test(line) ? [line.trim()] : []));
}

/**
 * JSON lines on standard output; on a terminal, short lines for people.
 * @param level one of pino's levels or `silent`
 * @param out where the lines go; standard output when left out
 */
export function createLogger(level: string, out?: { write(line: string): void }): Logger {
  const destination =
    out ?? (process.stdout.isTTY ? linesForPeople(process.stdout) : pino.destination({ dest: 1, sync: true }));
  return pino(
    {
      level,
      base: null,
      redact,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
    },
    destination,
  );
}

/** Nest's own words through the same logger, so that there is one log. What Nest says at start is of interest to developers only. */
export class NestPinoLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: contextOf(rest) }, String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn({ context: contextOf(rest) }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const facts = message instanceof Error ? { err: message } : {};
    this.logger.error(
      { ...facts, context: contextOf(rest) },
      message instanceof Error ? message.message : String(message),
    );
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal({ context: contextOf(rest) }, String(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: contextOf(rest) }, String(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace({ context: contextOf(rest) }, String(message));
  }
}

/** Nest gives the context as the last of its optional parameters. */
function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : undefined;
}
