import { ownRequestHeader, type Schemas } from '../api/client.js';
import { Problem, problemFrom } from '../api/problem.js';

type Prompt = Schemas['Prompt'];

/** A sound as the raw request body, as the server takes prompts. @throws Problem */
export async function sendPrompt(
  facts: Pick<Prompt, 'name' | 'language' | 'label'>,
  wav: ArrayBuffer,
): Promise<Prompt> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/prompts?${new URLSearchParams(facts).toString()}`, {
      method: 'POST',
      headers: { ...ownRequestHeader, 'Content-Type': 'audio/wav' },
      body: wav,
    });
  } catch {
    throw new Problem(0, 'network');
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemFrom(response.status, answer);
  return answer as Prompt;
}
