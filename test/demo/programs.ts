import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NewTokenView } from '../../apps/core/src/access/tokens/token.view.js';
import type { WebhookWithSecret } from '../../apps/core/src/integrations/webhooks/webhook.view.js';
import { password, staff } from './sample-office.js';
import type { SettledOffice } from './settle.js';
import { ApiUser } from '../product/api.js';

/** Where the webhook of the accounts department is answered as by a server that was being restarted. */
const restarting = '/1c/hook';

/** The office's other programs: the warehouse reads cards, the shop makes them, and two of them are told what happens. */
export class DemoPrograms {
  private refused = 0;

  private constructor(private readonly receiver: Server) {}

  static async open(): Promise<DemoPrograms> {
    const programs: DemoPrograms = new DemoPrograms(
      createServer((request, response) => {
        request.resume().on('end', () => {
          const unwell = request.url === restarting && programs.refused++ < 2;
          response.writeHead(unwell ? 503 : 200, { 'content-type': 'application/json' });
          response.end(unwell ? '{"error":"restarting"}' : '{"ok":true}');
        });
      }),
    );
    await new Promise<void>((resolve) => programs.receiver.listen(0, '127.0.0.1', resolve));
    return programs;
  }

  async connect({ owner, people }: SettledOffice, url: string): Promise<void> {
    const integration = (name: string, more: object) =>
      owner.post<NewTokenView>('/integrations', { name, employeeId: people.owner.id, ...more });
    const { token } = await integration('Склад (1С)', { rights: ['clients.read'], expiresInDays: 365 });
    await integration('Замовлення з сайту', {
      ...{ rights: ['clients.read', 'clients.write'], readOnly: false, seesContacts: true },
      addresses: ['203.0.113.0/24'],
    });
    const anna = await new ApiUser(url, staff.anna.email, password).signIn();
    await anna.post('/tokens', { name: 'Моя таблиця клієнтів', rights: ['clients.read'], expiresInDays: 30 });
    // The warehouse has looked already.
    await fetch(`${url}/api/v1/clients?limit=5`, { headers: { authorization: `Bearer ${token}` } });

    const { port } = this.receiver.address() as AddressInfo;
    for (const webhook of [
      { name: 'Черговий у месенджері', path: '/duty', events: ['alert.raised', 'call.ended'] },
      { name: 'Бухгалтерія', path: restarting, events: ['client.created', 'client.merged', 'client.assigned'] },
    ]) {
      const { path, ...rest } = webhook;
      const made = await owner.post<WebhookWithSecret>('/webhooks', {
        ...rest,
        url: `http://127.0.0.1:${port}${path}`,
      });
      await owner.post(`/webhooks/${made.webhook.id}/test`, {});
    }
  }

  async close(): Promise<void> {
    this.receiver.closeAllConnections();
    await new Promise<void>((resolve) => this.receiver.close(() => resolve()));
  }
}
