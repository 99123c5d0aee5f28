import { z } from 'zod';
import type { WhatsappCheck, WhatsappNumberSettings } from '#libs/contracts';
import { asAppError } from '#libs/errors';
import type { GraphClient } from './graph-client.js';
import { GraphRefusal } from './graph-trouble.js';

const numberFacts = z.looseObject({
  display_phone_number: z.string(),
  verified_name: z.string().optional(),
  quality_rating: z.string().optional(),
});
const limitFacts = z.looseObject({ messaging_limit_tier: z.string().optional() });
const appsFacts = z.looseObject({ data: z.array(z.unknown()) });

type Cloud = NonNullable<WhatsappNumberSettings['cloud']>;

export interface CloudNumberFacts {
  /** E.164 with its plus. */
  readonly number: string;
  readonly name: string | null;
  readonly quality: { readonly rating: string; readonly limit: string | null } | null;
}

const checkMs = 8_000;

/** What the API says of the number. @throws GraphRefusal, GraphAway */
export async function numberFactsOf(client: GraphClient, { phoneNumberId }: Cloud): Promise<CloudNumberFacts> {
  const answer = numberFacts.parse(
    await client.get(`${phoneNumberId}?fields=display_phone_number,verified_name,quality_rating`, checkMs),
  );
  // A field of its own: its name has changed between versions, and an unknown one would refuse all of them.
  const limit = await client
    .get(`${phoneNumberId}?fields=messaging_limit_tier`, checkMs)
    .then((told) => limitFacts.parse(told).messaging_limit_tier ?? null)
    .catch(() => null);
  const { verified_name: name, quality_rating: rating } = answer;
  return {
    number: `+${answer.display_phone_number.replace(/\D/g, '')}`,
    name: name?.slice(0, 200) ?? null,
    quality: rating === undefined ? null : { rating: rating.slice(0, 40), limit: limit?.slice(0, 60) ?? null },
  };
}

/** Every step that was reached says how it went; later ones are left out. */
export async function checkAccount(
  client: GraphClient | null,
  { number, cloud }: WhatsappNumberSettings,
): Promise<WhatsappCheck[]> {
  if (!cloud) return [wrong('account', 'whatsapp.account-wrong')];
  if (!client) return [wrong('token', 'whatsapp.token-missing')];
  let facts: CloudNumberFacts;
  try {
    facts = await numberFactsOf(client, cloud);
  } catch (error) {
    const { code } = asAppError(error);
    // The token was good enough to be told that there is no such number.
    const step = code === 'whatsapp.refused' ? 'number' : 'token';
    return [...(step === 'number' ? [well('token')] : []), wrong(step, code, replyOf(error))];
  }
  if (facts.number !== number) return [well('token'), wrong('number', 'whatsapp.other-number')];
  const reached = [well('token'), well('number', facts.name)];
  try {
    const { data } = appsFacts.parse(await client.get(`${cloud.businessAccountId}/subscribed_apps`, checkMs));
    const subscribed = data.length > 0 ? well('webhook') : wrong('webhook', 'whatsapp.webhook-not-subscribed');
    return [...reached, well('account'), subscribed];
  } catch (error) {
    return [...reached, wrong('account', asAppError(error).code, replyOf(error))];
  }
}

const replyOf = (error: unknown): string | null => (error instanceof GraphRefusal ? error.reply : null);
const well = (step: WhatsappCheck['step'], detail: string | null = null): WhatsappCheck => ({
  step,
  ok: true,
  code: null,
  detail,
});
const wrong = (step: WhatsappCheck['step'], code: string, detail: string | null = null): WhatsappCheck => ({
  step,
  ok: false,
  code,
  detail,
});
