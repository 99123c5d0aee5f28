import createClient from 'openapi-fetch';
import { Problem, problemFrom } from './problem.js';
import type { components, paths } from './schema.js';

/** The server refuses a changing request without it: another site's form cannot set a header. */
export const ownRequestHeader = { 'X-Keepline': '1' } as const;

export const api = createClient<paths>({ baseUrl: window.location.origin, headers: ownRequestHeader });

export type Schemas = components['schemas'];

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body, or the refusal as a {@link Problem}. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Problem(502, 'http.server');
    throw new Problem(0, 'network');
  }
  if (!answer.response.ok) throw problemFrom(answer.response.status, answer.error);
  return answer.data as T;
}
