import { eventually } from '#libs/testing';
import type { WhatsappNumberSettings } from '#libs/contracts';
import type { UploadView } from '../../apps/core/src/conversations/interaction.view.js';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import { firstWhatsappPolicy, type WhatsappPolicy } from '../../apps/core/src/whatsapp/whatsapp-policy.js';
import type { LinkingView, WhatsappNumberView } from '../../apps/core/src/whatsapp/numbers/number.view.js';
import type { WhatsappPhone } from '../peers/whatsapp/page/phone.js';
import type { WhatsappWorld } from '../peers/whatsapp/page/whatsapp-world.js';
import type { ApiUser } from '../product/api.js';

/** The company's number on WhatsApp. */
export const companyNumber = '+380441234567';

/** Everything here starts a browser on a machine that has other things to do. */
export const soon = { withinMs: 45_000 };

/** A page that stands still is noticed after some looks at it, and then its browser is started anew. */
const untilUp = { withinMs: 120_000 };

export const numberSettings = (extra: Partial<WhatsappNumberSettings> = {}): WhatsappNumberSettings => ({
  driver: 'web',
  number: companyNumber,
  groups: 'attach',
  historyDays: 30,
  mediaLimitMb: 16,
  pace: { perMinute: 600, newChatsPerDay: 1_000, warmUp: false },
  canaryEveryMinutes: null,
  silentAfterMinutes: null,
  markRead: true,
  cloud: null,
  ...extra,
});

export const quietPolicy: WhatsappPolicy = { ...firstWhatsappPolicy, signNames: false, employeesRevoke: true };

/** What a product is started with so that WhatsApp is this world. */
export const standInFor = (world: WhatsappWorld) => ({ KEEPLINE_WHATSAPP_STAND_IN: `127.0.0.1:${world.port}` });

/** A company number at the API, as the page would have it. */
export class WhatsappOffice {
  private constructor(
    readonly owner: ApiUser,
    readonly world: WhatsappWorld,
    readonly numberId: string,
  ) {}

  static async connect(
    owner: ApiUser,
    world: WhatsappWorld,
    {
      settings = {},
      policy = {},
    }: { settings?: Partial<WhatsappNumberSettings>; policy?: Partial<WhatsappPolicy> } = {},
  ): Promise<WhatsappOffice> {
    const { id } = await owner.post<WhatsappNumberView>('/whatsapp/numbers', {
      name: 'WhatsApp',
      teamId: null,
      settings: numberSettings(settings),
      policy: { ...quietPolicy, ...policy },
      riskAccepted: true,
    });
    return new WhatsappOffice(owner, world, id);
  }

  number(): Promise<WhatsappNumberView> {
    return this.owner.get(`/whatsapp/numbers/${this.numberId}`);
  }

  linking(way?: 'qr' | 'code' | 'cancel'): Promise<LinkingView> {
    const path = `/whatsapp/numbers/${this.numberId}/linking`;
    return way ? this.owner.post(path, { way }) : this.owner.get(path);
  }

  /** The QR that the page would show now. */
  async qr(): Promise<string> {
    await this.linking('qr');
    return eventually(async () => {
      const { qr, state } = await this.linking();
      if (!qr) throw new Error(`no QR: ${state}`);
      return qr.text;
    }, soon);
  }

  /** Links that phone by QR, and waits until the number works. */
  async link(phone = companyNumber): Promise<WhatsappPhone> {
    const linked = await this.world.scan(phone, await this.qr());
    await this.untilReady();
    return linked;
  }

  untilReady(): Promise<WhatsappNumberView> {
    return this.until(({ state, code }) => state === 'ready' && code === null);
  }

  until(fits: (number: WhatsappNumberView) => boolean): Promise<WhatsappNumberView> {
    return eventually(async () => {
      const number = await this.number();
      if (!fits(number)) throw new Error(`the number is ${number.state} (${number.code ?? ''} ${number.detail ?? ''})`);
      return number;
    }, untilUp);
  }
}

/** A card of somebody whom the company knows by their phone. */
export function whatsappClient(owner: ApiUser, name: string, phone: string, extra: object = {}): Promise<ClientView> {
  return owner.post('/clients', { kind: 'person', name, contactPoints: [{ kind: 'phone', value: phone }], ...extra });
}

/** All that stands on a card, newest first. */
export async function timelineOf(api: ApiUser, clientId: string): Promise<InteractionView[]> {
  const all: InteractionView[] = [];
  for (let cursor = ''; ;) {
    const page = await api.get<{ items: InteractionView[]; nextCursor: string | null }>(
      `/clients/${clientId}/timeline?limit=100${cursor}`,
    );
    all.push(...page.items);
    if (page.nextCursor === null) return all;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** The one entry of a card that fits, once it is there. */
export function entryOf(
  api: ApiUser,
  clientId: string,
  fits: (entry: InteractionView) => boolean,
): Promise<InteractionView> {
  return eventually(async () => {
    const entries = await timelineOf(api, clientId);
    const found = entries.filter(fits);
    if (found.length !== 1)
      throw new Error(
        `${found.length} entries fit: ${JSON.stringify(entries.map(({ text, status, message }) => ({ text, status, message })))}`,
      );
    return found[0]!;
  }, soon);
}

export async function bytesOf(api: ApiUser, entry: InteractionView, n = 0): Promise<Buffer> {
  const answer = await api.fetch('GET', `/interactions/${entry.id}/attachments/${n}`);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** A file, uploaded for a message that will be written. */
export async function upload(api: ApiUser, name: string, type: string, bytes: Buffer): Promise<string> {
  const answer = await api.fetch(
    'POST',
    `/uploads?name=${encodeURIComponent(name)}&type=${encodeURIComponent(type)}`,
    bytes,
    { 'content-type': 'application/octet-stream' },
  );
  if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as UploadView).id;
}
