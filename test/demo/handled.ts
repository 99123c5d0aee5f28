import type { ConversationView } from '../../apps/core/src/conversations/inbox/inbox.view.js';
import { ApiUser } from '../product/api.js';
import { password, staff } from './sample-office.js';
import type { SettledOffice } from './settle.js';

const dayMs = 86_400_000;

/** What an office has done with its conversations by the time that somebody looks: passed on, put off, ended; and filters that they use. */
export async function handleSome({ owner, people }: SettledOffice, url: string): Promise<void> {
  const list = async (view: string): Promise<ConversationView[]> =>
    (await owner.get<{ items: ConversationView[] }>(`/conversations?view=${view}&limit=100`)).items;
  const answered = (await list('waiting-for-client')).filter(({ medium }) => medium === 'email');
  // What was answered long ago is over; of what is newer some is put off until the client should have answered.
  const over = answered.filter(({ lastAt }) => Date.parse(lastAt) < Date.now() - 21 * dayMs).slice(0, 100);
  if (over.length > 0) await owner.post('/conversations/bulk', { ids: over.map(({ id }) => id), act: 'done' });
  const recent = answered.filter((one) => !over.includes(one));
  for (const [n, { id }] of recent.slice(0, 3).entries()) {
    const until = new Date(Date.now() + (n + 1) * dayMs);
    until.setHours(9, 0, 0, 0);
    await owner.post(`/conversations/${id}/snooze`, { until: until.toISOString() });
  }
  const waiting = (await list('unanswered')).filter(({ medium }) => medium === 'email');
  const [first, second, third] = waiting;
  const pass = (one: ConversationView | undefined, to: keyof typeof people, note?: string) =>
    one ? owner.post(`/conversations/${one.id}/assign`, { employeeId: people[to].id, note }) : undefined;
  await pass(first, 'dmytro', 'Дмитре, ти вже рахував їм щось подібне. Відповіси, будь ласка?');
  await pass(second, 'svitlana');
  await pass(third, 'owner', 'Питають про знижку, тож візьму на себе.');
  await owner.post('/inbox-filters', {
    name: 'Листи без відповіді',
    criteria: { view: 'unanswered', medium: 'email' },
  });
  await owner.post('/inbox-filters', {
    name: 'Дмитро: що відкрито',
    criteria: { view: 'all', handlerId: people.dmytro.id },
  });
  // What the head of the salespeople has put before all of them.
  const head = await new ApiUser(url, staff.manager.email, password).signIn();
  await head.post('/inbox-filters', { name: 'Чекає хто-небудь', criteria: { view: 'unassigned' }, shared: true });
}
