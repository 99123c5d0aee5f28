import { createLogger, type Logger } from '#libs/observability';

export const silentLogger = (): Logger => createLogger('silent');

/** A logger whose lines a test can read. */
export function listeningLogger(level = 'trace'): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return {
    logger: createLogger(level, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) }),
    lines,
  };
}
