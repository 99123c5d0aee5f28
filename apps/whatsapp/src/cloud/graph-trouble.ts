import { z } from 'zod';
import { OperationalError } from '#libs/errors';
import type { Sending } from '../driver/driver.port.js';

/**
 * What a refusal means for what was asked.
 * failed: as it is it will never be taken. later: it surely was not taken, and may be. number: the same, for everything of this number.
 */
export type Meaning = 'failed' | 'later' | 'number';

/** The Graph API said no, in its own words; translated once, here. `reply` is for people with a right to it. */
export class GraphRefusal extends OperationalError {
  constructor(
    code: string,
    readonly meaning: Meaning,
    readonly reply: string | null,
    readonly notBefore: Date | null = null,
  ) {
    super(code);
  }
}

/** No answer. `mayHaveLeft`: the request was on its way, so it may have been carried out. */
export class GraphAway extends OperationalError {
  constructor(
    readonly mayHaveLeft: boolean,
    cause: unknown,
  ) {
    super('whatsapp.server-away', {}, { cause });
  }
}

// Codes of Meta's published list (Cloud API "Error codes"), read there and seen at the stand-in, not provoked at Meta.
const byCode: Readonly<Record<number, readonly [code: string, meaning: Meaning]>> = {
  0: ['whatsapp.token-expired', 'number'],
  190: ['whatsapp.token-expired', 'number'],
  3: ['whatsapp.permission-missing', 'number'],
  10: ['whatsapp.permission-missing', 'number'],
  131005: ['whatsapp.permission-missing', 'number'],
  1: ['whatsapp.server-away', 'number'],
  2: ['whatsapp.server-away', 'number'],
  131000: ['whatsapp.server-away', 'number'],
  131016: ['whatsapp.server-away', 'number'],
  131057: ['whatsapp.server-away', 'number'],
  133004: ['whatsapp.server-away', 'number'],
  4: ['whatsapp.rate-limited', 'number'],
  80007: ['whatsapp.rate-limited', 'number'],
  130429: ['whatsapp.rate-limited', 'number'],
  131048: ['whatsapp.rate-limited', 'number'],
  // To this client alone.
  131056: ['whatsapp.limit', 'later'],
  131047: ['whatsapp.window-closed', 'failed'],
  131026: ['whatsapp.not-on-whatsapp', 'failed'],
  131021: ['whatsapp.own-number', 'failed'],
  131049: ['whatsapp.limit', 'failed'],
  130472: ['whatsapp.limit', 'failed'],
  131050: ['whatsapp.opted-out', 'failed'],
  131051: ['whatsapp.not-offered', 'failed'],
  131062: ['whatsapp.not-offered', 'failed'],
  131052: ['whatsapp.media-refused', 'failed'],
  131053: ['whatsapp.media-refused', 'failed'],
  131042: ['whatsapp.payment-missing', 'number'],
  131031: ['whatsapp.banned', 'number'],
  368: ['whatsapp.banned', 'number'],
  131045: ['whatsapp.number-not-registered', 'number'],
  133010: ['whatsapp.number-not-registered', 'number'],
  132000: ['whatsapp.template-variables', 'failed'],
  132005: ['whatsapp.template-variables', 'failed'],
  132012: ['whatsapp.template-variables', 'failed'],
  132018: ['whatsapp.template-variables', 'failed'],
  132001: ['whatsapp.template-unknown', 'failed'],
  132007: ['whatsapp.template-paused', 'failed'],
  132015: ['whatsapp.template-paused', 'failed'],
  132016: ['whatsapp.template-paused', 'failed'],
};

/** Also in the statuses of a webhook. @returns `whatsapp.refused` for what is not in the list */
export function codeOf(graphCode: number): { code: string; meaning: Meaning } {
  const known = byCode[graphCode];
  if (known) return { code: known[0], meaning: known[1] };
  if (graphCode >= 200 && graphCode <= 299) return { code: 'whatsapp.permission-missing', meaning: 'number' };
  return { code: 'whatsapp.refused', meaning: 'failed' };
}

/** Codes by which the number waits for a person. */
export const needsPerson: ReadonlySet<string> = new Set([
  'whatsapp.token-expired',
  'whatsapp.token-missing',
  'whatsapp.permission-missing',
  'whatsapp.payment-missing',
  'whatsapp.banned',
  'whatsapp.number-not-registered',
  'whatsapp.other-number',
  'whatsapp.account-wrong',
]);

const body = z.object({
  error: z.object({
    code: z.number(),
    message: z.string().optional(),
    error_user_msg: z.string().optional(),
    error_data: z.object({ details: z.string().optional() }).loose().optional().catch(undefined),
  }),
});

/** @param answer the parsed body of an answer that is not 2xx */
export function refusalOf(status: number, answer: unknown, retryAfter: string | null): GraphRefusal {
  const notBefore = momentOf(retryAfter);
  const parsed = body.safeParse(answer);
  if (!parsed.success) {
    if (status === 429) return new GraphRefusal('whatsapp.rate-limited', 'number', null, notBefore);
    if (status === 401) return new GraphRefusal('whatsapp.token-expired', 'number', null);
    return new GraphRefusal('whatsapp.refused', 'failed', `HTTP ${status}`);
  }
  const { code: graphCode, message, error_data } = parsed.data.error;
  const { code, meaning } = codeOf(graphCode);
  return new GraphRefusal(
    code,
    meaning,
    `${graphCode}: ${error_data?.details ?? message ?? ''}`.slice(0, 300),
    notBefore,
  );
}

/** @param error what a request threw @returns null: it is none of the API's */
export function sendingOf(error: unknown): Sending | null {
  if (error instanceof GraphAway) {
    const { code } = error;
    return error.mayHaveLeft
      ? { is: 'unknown', code: 'whatsapp.outcome-unknown' }
      : { is: 'later', code, reply: null, notBefore: null };
  }
  if (!(error instanceof GraphRefusal)) return null;
  const { code, reply, notBefore } = error;
  return error.meaning === 'failed' ? { is: 'failed', code, reply } : { is: 'later', code, reply, notBefore };
}

/** RFC 9110 10.2.3: seconds, or a date. */
function momentOf(retryAfter: string | null): Date | null {
  if (retryAfter === null) return null;
  const at = /^\d{1,6}$/.test(retryAfter) ? Date.now() + Number(retryAfter) * 1_000 : Date.parse(retryAfter);
  return Number.isNaN(at) ? null : new Date(at);
}
