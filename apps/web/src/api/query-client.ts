import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { asProblem, Problem } from './problem.js';

type Listener = () => void;
let sessionEnded: Listener = () => undefined;

/** Told once a request was refused because nobody is signed in any more. */
export function onSessionEnd(listener: Listener): void {
  sessionEnded = listener;
}

function watch(error: unknown): void {
  if (asProblem(error).isSessionEnd) sessionEnded();
}

/** Only what may pass by itself is tried again: a refusal stays a refusal. */
function worthRetrying(failures: number, error: unknown): boolean {
  const problem = asProblem(error);
  return (problem.isNetwork || problem.status >= 502) && failures < 2;
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: watch }),
  mutationCache: new MutationCache({ onError: watch }),
  defaultOptions: {
    queries: { staleTime: 20_000, retry: worthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false, networkMode: 'always' },
  },
});

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Problem;
  }
}
