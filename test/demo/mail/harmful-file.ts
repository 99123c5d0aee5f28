import { eicar } from '#libs/testing';
import type { DemoWorld } from '../demo-world.js';
import { clients } from '../sample-office.js';

/** Whoever got hold of a client’s mailbox writes to everybody in its address book: the scanner holds the file. */
export async function sendHarmfulFile(world: DemoWorld): Promise<void> {
  const { person, email } = clients.find(({ name }) => name === 'Дачный мир')!;
  await world.write({
    from: { name: person, address: email },
    subject: 'Счёт на оплату, срочно',
    text: 'Добрый день! Счёт во вложении, оплатите, пожалуйста, сегодня.',
    attachments: [{ filename: 'Счёт-4471.pdf.exe', contentType: 'application/octet-stream', content: eicar() }],
  });
}
