import { Problem } from '../api/problem.js';

/** What lies at an address of ours as a `data:` one: a frame without an origin may fetch nothing else. @throws Problem */
export async function dataAddress(address: string): Promise<string> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Problem(answer.status, 'http.refused');
  const bytes = await answer.blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(new Problem(0, 'network'));
    reader.readAsDataURL(bytes);
  });
}
