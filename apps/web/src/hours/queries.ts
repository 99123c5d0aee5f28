import { queryOptions } from '@tanstack/react-query';
import { api, ownRequestHeader, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Problem, problemFrom } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';

export const holidaysQuery = queryOptions({
  queryKey: keys.holidays,
  queryFn: () => take(api.GET('/api/v1/holidays')),
});

/** Whatever says when a channel is open looks again. */
export function holidaysChanged(): void {
  void queryClient.invalidateQueries({ queryKey: keys.holidays });
  void queryClient.invalidateQueries({ queryKey: keys.channelHours });
}

/** The days of a calendar, which is sent as it is. @throws Problem */
export async function readCalendar(file: File): Promise<Schemas['HolidaysFound']> {
  let answer: Response;
  try {
    answer = await fetch('/api/v1/holidays/file', {
      method: 'POST',
      headers: { ...ownRequestHeader, 'Content-Type': 'application/octet-stream' },
      body: file,
    });
  } catch {
    throw new Problem(0, 'network');
  }
  const body = (await answer.json().catch(() => null)) as unknown;
  if (!answer.ok) throw problemFrom(answer.status, body);
  return body as Schemas['HolidaysFound'];
}
