import { AppError } from '#libs/errors';
import { cutReply, MailServerTrouble, troubleOf } from '../mailboxes/server-trouble.js';
import type { AfterAttempt } from './delivery-moves.js';

/** What nodemailer tells of an error. */
export interface SmtpFailure {
  code?: string | undefined;
  responseCode?: number | undefined;
  response?: string | undefined;
  command?: string | undefined;
  recipient?: string | undefined;
  rejectedErrors?: SmtpFailure[] | undefined;
}

export interface RefusedRecipient {
  address: string;
  reply: string | null;
}

/** How one attempt ended. */
export interface AttemptResult {
  /** Who the server said 250 for, and then 250 for the letter. */
  accepted: readonly string[];
  /** Answers to single recipients. */
  rejected: readonly SmtpFailure[];
  /** What ended the attempt before its time; null when the server took the letter. */
  error: unknown;
  /** The dot that ends DATA may have been sent. */
  finalDot: boolean;
}

export interface Outcome {
  state: AfterAttempt;
  code: string | null;
  reply: string | null;
  accepted: readonly string[];
  refused: readonly RefusedRecipient[];
  /** Who is still to get it when the state is `queued`. */
  remaining: readonly string[];
  /** It is the channel's server, not this letter: the channel's other letters need not try for now. */
  channelTrouble: boolean;
}

export interface AttemptContext {
  to: readonly string[];
  /** The letter has been tried for so long that what may pass is now taken for final. */
  gaveUp: boolean;
  /** Some got it in an earlier attempt: the delivery as a whole cannot have failed any more. */
  acceptedBefore: boolean;
}

/** Reads nodemailer's error, or its success, once. */
export function outcomeOf(result: AttemptResult, context: AttemptContext): Outcome {
  const { to } = context;
  if (result.error === null) return byRecipient(result.rejected, result.accepted, context);
  const failure = result.error as SmtpFailure;
  if (failure.rejectedErrors?.length) return byRecipient(failure.rejectedErrors, [], context);
  const reply = replyOf(failure);

  const later = (code: string, channelTrouble = false): Outcome =>
    context.gaveUp
      ? final(code)
      : { state: 'queued', code, reply, accepted: [], refused: [], remaining: to, channelTrouble };
  const final = (code: string): Outcome => {
    const refused = context.acceptedBefore ? to.map((address) => ({ address, reply })) : [];
    const state = context.acceptedBefore ? 'sent' : 'failed';
    return { state, code, reply, accepted: [], refused, remaining: [], channelTrouble: false };
  };

  if (result.error instanceof MailServerTrouble) return later(result.error.code, true);
  // Ours: the original is gone or damaged (a person must look), or a database is away (it passes).
  if (result.error instanceof AppError) {
    return result.error.kind === 'operational' ? later(result.error.code) : final(result.error.code);
  }
  const status = failure.responseCode;
  if (status === undefined) {
    if (failure.code === 'EMESSAGE') return final('mail.message-too-large');
    if (failure.code === 'EENVELOPE') return final('mail.recipient-refused');
    if (!result.finalDot) return later(troubleOf(result.error).code, true);
    return { ...later('mail.outcome-unknown'), state: 'unknown', code: 'mail.outcome-unknown' };
  }
  // The server answered: that is certain even after the final dot.
  if (status === 421) return later('mail.server-away', true);
  if (status < 500) return later('mail.try-later');
  return final(failure.command === 'MAIL FROM' ? 'mail.sender-refused' : 'mail.message-refused');
}

function byRecipient(rejected: readonly SmtpFailure[], accepted: readonly string[], context: AttemptContext): Outcome {
  const isFinal = ({ responseCode }: SmtpFailure) =>
    context.gaveUp || (responseCode !== undefined && responseCode >= 500);
  const refused = rejected
    .filter(isFinal)
    .map((failure) => ({ address: failure.recipient ?? '', reply: replyOf(failure) }));
  const postponed = rejected.filter((failure) => !isFinal(failure));
  const remaining = context.to.filter((address) => postponed.some(({ recipient }) => recipient === address));
  const base = { accepted, refused, remaining, channelTrouble: false };
  if (remaining.length > 0) return { state: 'queued', ...base, code: 'mail.try-later', reply: replyOf(postponed[0]!) };
  const reply = refused[0]?.reply ?? null;
  const code = refused.length > 0 ? 'mail.recipient-refused' : null;
  return { state: accepted.length > 0 || context.acceptedBefore ? 'sent' : 'failed', ...base, code, reply };
}

const replyOf = ({ response }: SmtpFailure): string | null =>
  typeof response === 'string' ? cutReply(response) : null;
