import type { ClientView } from '../../../apps/core/src/clients/client.view.js';
import type { InteractionView } from '../../../apps/core/src/conversations/interaction.view.js';
import type { SettledOffice } from '../settle.js';

/** What mail programs took for two things is one, and what they took for one is two; both can be taken back. */
export async function putThreadsRight(office: SettledOffice): Promise<void> {
  const { owner } = office;
  const berries = await entriesOf(office, 'Ягідна Долина');
  const [seeds, invoice] = ['Насіння огірка', 'Рахунок на поливну'].map((subject) => about(berries, subject).at(-1));
  if (seeds && invoice)
    await owner.post(`/conversations/${seeds.conversationId}/merge`, { intoId: invoice.conversationId });
  const contract = about(await entriesOf(office, 'ФГ «Світанок»'), 'Договір на сезон')[0];
  if (contract) await owner.post(`/conversations/${contract.conversationId}/split`, { from: contract.id });
}

/** The newest first. */
async function entriesOf({ owner }: SettledOffice, name: string): Promise<InteractionView[]> {
  const { items } = await owner.get<{ items: ClientView[] }>(`/clients?name=${encodeURIComponent(name)}`);
  const [card] = items;
  if (card === undefined) return [];
  return (await owner.get<{ items: InteractionView[] }>(`/clients/${card.id}/timeline?limit=100`)).items;
}

const about = (entries: readonly InteractionView[], subject: string) =>
  entries.filter((entry) => entry.subject?.includes(subject));
