import { asAppError, fromWire, OperationalError, type WireError } from '#libs/errors';
import type { AskContract, ReplyOf } from '#libs/contracts';
import type { Answerer, AskOptions } from './bus.port.js';
import { keepContract, readContract } from './contract-check.js';

/** What crosses the bus as an answer. */
type WireReply = { readonly ok: unknown } | { readonly failed: WireError };

/** The asker's end of a request: checked, as text. */
export function writeRequest(contract: AskContract, request: unknown): string {
  return JSON.stringify(keepContract(contract.topic, contract.request, request));
}

/** The answerer's whole part, JSON in and JSON out. Never throws: an error is an answer too. */
export async function answerJson(answerer: Answerer, requestJson: string): Promise<string> {
  const { topic, request, reply } = answerer.contract;
  try {
    const answer = await answerer.answer(readContract(topic, request, requestJson));
    return JSON.stringify({ ok: keepContract(topic, reply, answer) } satisfies WireReply);
  } catch (thrown) {
    return JSON.stringify({ failed: asAppError(thrown).toWire() } satisfies WireReply);
  }
}

/** The asker's end of an answer. @throws the answerer's error */
export function readReply<C extends AskContract>(contract: C, replyJson: string): ReplyOf<C> {
  const answer = JSON.parse(replyJson) as WireReply;
  if ('failed' in answer) throw fromWire(answer.failed);
  return keepContract(contract.topic, contract.reply, answer.ok) as ReplyOf<C>;
}

/** What the asker goes on with when nobody answered in time. */
export function withoutAnswer<C extends AskContract>(contract: C, options: AskOptions<C> | undefined): ReplyOf<C> {
  if (options?.fallback) return options.fallback();
  throw new OperationalError('bus.no-answer', { topic: contract.topic, limitMs: contract.timeoutMs });
}
