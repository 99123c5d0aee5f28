import createClient from 'openapi-fetch';
import { Problem, problemFrom } from './problem.js';
import type { components, paths } from './schema.js';

/** The server refuses a changing request without it: another site's form cannot set a header. */
export const ownRequestHeader = { 'X-Keepline': '1' } as const;

/** Longer than this nobody is left waiting without a word. */
const longestWaitS = 20;

/** A page that asked too much waits as long as it was told, once and quietly, and asks again. */
async function patiently(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await fetch(request);
  if (answer.status !== 429) return answer;
  const waitS = Number(answer.headers.get('retry-after'));
  const { code } = (await answer.clone().json()) as { code?: string };
  if (code !== 'request.too-many' || !(waitS <= longestWaitS)) return answer;
  await new Promise((resolve) => setTimeout(resolve, waitS * 1_000));
  return fetch(again);
}

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  headers: ownRequestHeader,
  fetch: patiently,
});

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
