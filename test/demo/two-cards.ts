import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { SettledOffice } from './settle.js';

/** A client whom two colleagues met, in two alphabets: their cards were joined, and can be parted; another pair still waits to be found. */
export async function joinTwoCards({ owner }: SettledOffice): Promise<void> {
  const { items } = await owner.get<{ items: { id: string }[] }>(
    `/clients?name=${encodeURIComponent('Квіти Полісся')}`,
  );
  const [known] = items;
  if (known === undefined) return;
  const second = (name: string, phone: string): Promise<ClientView> =>
    owner.post('/clients', { kind: 'company', name, contactPoints: [{ kind: 'phone', value: phone }] });
  const met = await second('Kvity Polissia LLC', '+380 41 240 77 15');
  await owner.post(`/clients/${met.id}/notes`, {
    text: 'Познайомилися на виставці в Житомирі, просили каталог розсади.',
  });
  await owner.post(`/clients/${known.id}/merge`, { otherId: met.id, take: {} });
  await second('ТОВ «Зелений двір»', '+380 67 220 14 09');
}
