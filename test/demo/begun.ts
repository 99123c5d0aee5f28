import type { ConversationView } from '../../apps/core/src/conversations/inbox/inbox.view.js';
import { ApiUser } from '../product/api.js';
import { clients, password, staff } from './sample-office.js';
import type { SettledOffice } from './settle.js';

const dayMs = 86_400_000;

/** A morning so many working days from now, at nine. */
function morning(inDays: number): Date {
  const at = new Date(Date.now() + inDays * dayMs);
  while (at.getDay() === 0 || at.getDay() === 6) at.setDate(at.getDate() + 1);
  at.setHours(9, 0, 0, 0);
  return at;
}

const said = {
  uk: {
    later: 'Добрий день!\n\nНагадуємо: завтра доставка. Водій зателефонує за годину до приїзду.',
    draft: 'Добрий день!\n\nПеревірила на складі: ',
  },
  ru: {
    later: 'Здравствуйте!\n\nНапоминаем: завтра доставка. Водитель позвонит за час до приезда.',
    draft: 'Добрый день!\n\nУточнила на складе: ',
  },
  en: {
    later: 'Good morning,\n\na reminder: your delivery is due tomorrow. The driver rings an hour before.',
    draft: 'Hello,\n\nI have asked the warehouse: ',
  },
} as const;

/** Answers that wait for a morning, and answers that somebody has begun: the owner’s own among them. */
export async function beginSome({ owner }: SettledOffice, url: string): Promise<void> {
  const who = [staff.anna, staff.svitlana, staff.dmytro];
  const employees = await Promise.all(who.map(({ email }) => new ApiUser(url, email, password).signIn()));
  for (const user of [owner, ...employees]) {
    const { items } = await user.get<{ items: ConversationView[] }>('/conversations?view=waiting-for-client&limit=30');
    const letters = items.filter(({ medium }) => medium === 'email');
    // The owner sees what the others see, and answers none of theirs.
    const [first, second] = user === owner ? letters.toReversed() : letters;
    const wordsFor = (one: ConversationView) =>
      said[clients.find(({ name }) => name === one.client.name)?.language ?? 'uk'];
    if (first)
      await user.post(`/clients/${first.client.id}/later`, {
        message: { medium: 'email', conversationId: first.id, text: wordsFor(first).later },
        at: morning(user === owner ? 3 : 1).toISOString(),
        holdIfWritten: true,
      });
    if (second)
      await user.put(`/drafts/${second.id}`, {
        ...{ clientId: second.client.id, conversationId: second.id, base: null },
        draft: {
          ...{ kind: null, begunAs: 'email', text: wordsFor(second).draft, subject: null },
          ...{ attachments: [], channelId: null, contactPointId: null },
        },
      });
  }
}
