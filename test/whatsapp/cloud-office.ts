import type { WhatsappNumberView } from '../../apps/core/src/whatsapp/numbers/number.view.js';
import { firstWhatsappPolicy } from '../../apps/core/src/whatsapp/whatsapp-policy.js';
import type { GraphNumber, GraphWorld } from '../peers/whatsapp/graph.js';
import type { ApiUser } from '../product/api.js';

/** What Meta sends goes to the product's public door. */
export function deliverOverHttp(world: GraphWorld, url: string): void {
  world.deliverTo = async (body, signature) => {
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
    const answer = await fetch(`${url}/api/v1/whatsapp/webhook`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.status;
  };
}

/** What a number of a sample company is set to; its driver is for whoever makes one to say. */
export const someNumberSettings = {
  groups: 'attach',
  historyDays: 0,
  mediaLimitMb: 20,
  pace: { perMinute: 600, newChatsPerDay: 1_000, warmUp: false },
  canaryEveryMinutes: null,
  silentAfterMinutes: null,
  markRead: true,
} as const;

export const somePolicy = { ...firstWhatsappPolicy, signNames: false };

/** A company number with the Cloud API, as the page makes one. */
export function connectNumber(
  owner: ApiUser,
  graph: GraphNumber,
  settings: Partial<NonNullable<WhatsappNumberView['settings']>> = {},
): Promise<WhatsappNumberView> {
  const { phoneNumberId, businessAccountId, number, token, appSecret } = graph;
  const cloud = { phoneNumberId, businessAccountId, apiVersion: 'v23.0' };
  return owner.post('/whatsapp/numbers', {
    name: 'Sales',
    settings: { ...someNumberSettings, driver: 'cloud', number, cloud, ...settings },
    policy: somePolicy,
    secrets: { accessToken: token, appSecret, verifyToken: `verify-${phoneNumberId}` },
  });
}
