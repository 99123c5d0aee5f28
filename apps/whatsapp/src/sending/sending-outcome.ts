import type { Sending } from '../driver/driver.port.js';
import type { Move } from './delivery.repository.js';
import { providerWords } from './provider-words.js';

/** What is wrong with the number rather than with this message: the number's others need not try for now. */
const ofTheNumber: ReadonlySet<string> = new Set([
  'whatsapp.not-ready',
  'whatsapp.token-expired',
  'whatsapp.rate-limited',
  'whatsapp.server-away',
  'whatsapp.number-blocked',
]);

export const isNumberTrouble = ({ is, ...rest }: Sending): boolean =>
  is === 'later' && 'code' in rest && ofTheNumber.has(rest.code);

/**
 * What an attempt leads to.
 * @param retryMs how long a message that may go later rests
 * @param tooLate it has been tried for so long that nobody expects it any more
 */
export function moveAfter(
  sending: Sending,
  context: { retryMs: number; firstLookMs: number; tooLate: boolean; now: Date },
): Move {
  switch (sending.is) {
    case 'sent':
      return { state: 'sent', messageId: sending.messageId, code: null, reply: null };
    case 'failed':
      return { state: 'failed', code: sending.code, reply: cut(sending.reply) };
    case 'unknown':
      return {
        state: 'unknown',
        messageId: sending.messageId ?? null,
        code: sending.code,
        reply: null,
        inMs: context.firstLookMs,
      };
    case 'later': {
      const { code, notBefore } = sending;
      const reply = cut(sending.reply);
      if (context.tooLate) return { state: 'failed', code: 'whatsapp.too-late', reply: reply ?? code };
      const asked = notBefore === null ? 0 : notBefore.getTime() - context.now.getTime();
      return { state: 'queued', code, reply, inMs: Math.max(asked, context.retryMs) };
    }
  }
}

const cut = (text: string | null): string | null => (text === null ? null : providerWords(text));
