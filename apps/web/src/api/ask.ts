import { ownRequestHeader } from './client.js';
import { Problem, problemFrom } from './problem.js';

/** One request whose answer has a shape of ours. @throws Problem */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...ownRequestHeader, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Problem(0, 'network');
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw problemFrom(response.status, answer);
  return answer as T;
}
