import type { AppError } from './app-error.js';

export type NextStep = { do: 'retry'; inMs: number } | { do: 'park'; because: string };

const longestWaitMs = 15 * 60_000;

/**
 * What to do with work that failed: wait and try again, or lay it where a person sees it.
 * @param attempt how often it has failed before this time, from 0
 */
export function afterFailure(error: AppError, attempt: number): NextStep {
  switch (error.kind) {
    case 'user':
      return { do: 'park', because: error.code };
    case 'operational':
      return { do: 'retry', inMs: Math.min(1_000 * 2 ** attempt, longestWaitMs) };
    case 'bug':
      return { do: 'park', because: error.code };
  }
}
