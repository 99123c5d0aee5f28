import { randomUUID } from 'node:crypto';
import {
  aClient,
  aCompany,
  aManager,
  anEmployee,
  aTeam,
  aWhatsappNumber,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { Chats, shown, type Shown } from './a-chat.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

export let core: TestCore;
export let chats: Chats;
/** A linked device, whose messages are signed with the employee's name; and a number of the Cloud API. */
export let device: SavedChannel;
export let office: SavedChannel;
export let anna: SavedEmployee;
export let annasPage: Caller;
export let headsPage: Caller;
/** Anna's client, another one for each test, and the digits of her number. */
export let ada: SavedClient;
export let number: string;
let numbers = 0;

export function useChatOffice(): void {
  beforeAll(async () => {
    core = await aCore();
    chats = new Chats(core);
    await aCompany('Company').saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    device = await aWhatsappNumber('+380440000012').byDevice().allowing({ signNames: true }).saved(core.db);
    office = await aWhatsappNumber('+380440000011').saved(core.db);
    anna = await anEmployee('Anna Kovalenko').inTeam(sales).saved(core.db);
    annasPage = await core.as(anna);
    headsPage = await core.as(await aManager().inTeam(sales).saved(core.db));
  });
  beforeEach(() => anotherClient('Ada'));
  afterAll(() => core.close());
}

/** From now on the client is another one. */
export async function anotherClient(name: string): Promise<void> {
  number = `38067${String(1_000_000 + ++numbers)}`;
  ada = await aClient(name).withPhone(`+${number}`).assignedTo(anna).saved(core.db);
}

/** A message of ours that WhatsApp has. */
export const sent = async (channel = device): Promise<Shown & { providerId: string }> => {
  const message = shown(
    await annasPage.post(`clients/${ada.id}/messages`, { medium: 'whatsapp', text: 'Good day', channelId: channel.id }),
  );
  const providerId = `true_${number}@c.us_${randomUUID()}`;
  await chats.told(message.deliveries[0]!.id, 1, { state: 'sent', messageId: providerId });
  return { ...message, providerId };
};
