import { eventually } from '#libs/testing';
import type { WhatsappNumberView } from '../../apps/core/src/whatsapp/numbers/number.view.js';
import { firstWhatsappPolicy } from '../../apps/core/src/whatsapp/whatsapp-policy.js';
import type { ApiUser } from '../product/api.js';
import { company } from './sample-office.js';
import type { SettledOffice } from './settle.js';

/** The company's WhatsApp in the demonstration: its number, and clients who write and answer. */
export interface DemoWhatsapp {
  /** What is said while it is connected. */
  readonly greeting: string;
  /** What the gateway is started with. */
  readonly environment: Record<string, string>;
  /** @param url of the gateway */
  connect(office: SettledOffice, url: string): Promise<void>;
  /** Clients begin to write, one after another. */
  liven(): Promise<void>;
  close(): Promise<void>;
}

/** E.164. */
export const number = '+380675550100';

/** How long things take. A client reads what was delivered, and then writes. */
export const tempo = {
  firstAfterMs: 15_000,
  nextAfterMs: 20_000,
  deliveringMs: 800,
  readingMs: 3_000,
  writingMs: 4_000,
} as const;

interface Way {
  readonly settings: Pick<NonNullable<WhatsappNumberView['settings']>, 'driver' | 'historyDays' | 'cloud'>;
  readonly secrets?: { readonly accessToken: string; readonly appSecret: string; readonly verifyToken: string };
  readonly riskAccepted?: true;
}

/** @returns the number's id */
export async function addNumber({ owner, teamId }: SettledOffice, { settings, ...way }: Way): Promise<string> {
  const { id } = await owner.post<WhatsappNumberView>('/whatsapp/numbers', {
    name: `${company.name}, WhatsApp`,
    teamId,
    settings: {
      number,
      groups: 'attach',
      mediaLimitMb: 16,
      pace: { perMinute: 60, newChatsPerDay: 100, warmUp: false },
      canaryEveryMinutes: null,
      silentAfterMinutes: null,
      markRead: true,
      ...settings,
    },
    policy: { ...firstWhatsappPolicy, employeesRevoke: true },
    ...way,
  });
  return id;
}

export async function untilReady(owner: ApiUser, id: string): Promise<void> {
  await eventually(
    async () => {
      const { state, code } = await owner.get<WhatsappNumberView>(`/whatsapp/numbers/${id}`);
      if (state !== 'ready') throw new Error(`the WhatsApp number is ${state} (${code ?? 'no code'})`);
    },
    { withinMs: 60_000 },
  );
}
