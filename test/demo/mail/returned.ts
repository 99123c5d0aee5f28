import type { ClientView, ContactPointView } from '../../../apps/core/src/clients/client.view.js';
import { ApiUser } from '../../product/api.js';
import type { DemoWorld } from '../demo-world.js';
import { password, staff } from '../sample-office.js';
import type { SettledOffice } from '../settle.js';

const address = 'sklad@baklazhan.example';

/** A letter to an address that is no more: the client’s server refuses it, and it says so on the letter and beside the address. */
export async function writeToNobody({ owner }: SettledOffice, url: string, world: DemoWorld): Promise<void> {
  world.isGone(address);
  const { items } = await owner.get<{ items: ClientView[] }>(`/clients?name=${encodeURIComponent('Баклажан і Ко')}`);
  const [card] = items;
  if (card === undefined) return;
  const point = await owner.post<ContactPointView>(`/clients/${card.id}/contact-points`, {
    ...{ kind: 'email', value: address, label: 'Склад' },
  });
  const dmytro = await new ApiUser(url, staff.dmytro.email, password).signIn();
  await dmytro.post(`/clients/${card.id}/messages`, {
    ...{ medium: 'email', contactPointId: point.id, subject: 'Накладна на 28 касет' },
    text: 'Добрий день!\n\nНакладну підготовлено, машина буде в четвер після дев’ятої. Хто прийматиме товар?',
  });
}
