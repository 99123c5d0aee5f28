import { asAppError } from '#libs/errors';
import { LetterRefused } from '../receiving/smtp/letter-guard.js';

/** What a mail program shows whoever wrote the letter: what is wrong, and what to do. By our stable codes; `{}` is the recipient. */
const words: Readonly<Record<string, readonly [code: number, text: string]>> = {
  'submission.sender-forged': [
    550,
    '5.7.1 The letter says that somebody else wrote it: send it from your own address, or from an address of the company that is yours to use',
  ],
  'submission.no-client': [
    550,
    '5.7.1 <{}> is no address of your clients: add it to a card in Keepline, then send the letter again',
  ],
  'submission.alias-dead': [550, '5.7.1 <{}> leads nowhere any more: this client has been given to somebody else'],
  'submission.colleague-sight': [
    550,
    '5.7.1 <{}> may not see the addresses of clients: take this colleague out and send the letter again, or mention them on the card in Keepline',
  ],
  'submission.not-yours': [
    550,
    '5.7.1 A colleague answers in this conversation: take it over in Keepline first, then send the letter again',
  ],
  'submission.no-channel': [
    550,
    '5.7.1 No mailbox of the company is open to you for sending: ask whoever looks after the mailboxes',
  ],
  'submission.address-invalid': [
    553,
    '5.1.3 <{}> is no e-mail address: correct it or take it out, then send the letter again',
  ],
  'submission.sender-invalid': [553, '5.1.7 <{}> is no e-mail address: correct your own address in your mail program'],
  'submission.alias-sealed': [
    550,
    '5.7.1 The letter is signed or encrypted and quotes <{}>, which the client is not to read: take out what is quoted, or send it unsigned',
  ],
  'submission.response-unfilled': [
    550,
    '5.7.1 The words for /{} cannot be filled in for this client: complete the card in Keepline, or write the letter without them',
  ],
  'submission.later-invalid': [
    550,
    '5.6.0 Nobody can tell when the letter is to go (Deferred-Delivery), or it is more than half a year: send it again with another time',
  ],
  'submission.later-no-client': [
    550,
    '5.7.1 <{}> is no address of your clients, and a letter can wait on the card of a client alone: send it at once, or add the address to a card',
  ],
  'submission.colleagues-refused': [550, '5.7.1 <{}> is one of our own: letters between colleagues do not go this way'],
  'submission.password-revoked': [
    550,
    '5.7.1 The mail password of this program was revoked: make a new one in Keepline',
  ],
};

export const refusalCodes = Object.keys(words);

export const signInFirst = new LetterRefused(
  530,
  '5.7.0 Sign in first: your mail program needs your e-mail address, and a mail password made in Keepline',
);

export const tooManyRecipients = (most: number): LetterRefused =>
  new LetterRefused(452, `4.5.3 A letter goes to ${most} recipients at most: send it to the others once more`);

export function refusalOf(code: string, recipient: string | null): LetterRefused {
  const [responseCode, text] = words[code] ?? [550, `5.7.1 The letter cannot be sent (${code})`];
  return new LetterRefused(
    responseCode,
    text.replace('{}', () => shown(recipient ?? '')),
  );
}

/** A line of an answer has 512 octets with all that stands in it (RFC 5321 4.5.3.1.5), and an address 254 (4.5.3.1.3): what is longer is none. */
const longestShown = 254;
const shown = (address: string): string =>
  Buffer.byteLength(address) <= longestShown
    ? address
    : `${Buffer.from(address)
        .toString('utf8', 0, longestShown)
        .replace(/\uFFFD+$/, '')}...`;

/** Why nobody got in: what is wrong is not said to a stranger, and how long to wait is. */
export function keptOut(code: string, retryAfterS: number): LetterRefused {
  switch (code) {
    case 'submission.throttled':
      return new LetterRefused(454, `4.7.0 Too many wrong passwords: try again in ${retryAfterS} s`);
    case 'session.outside-hours':
      return new LetterRefused(535, '5.7.8 Outside of the hours in which you may sign in');
    case 'session.address-not-allowed':
      return new LetterRefused(535, '5.7.8 You may not sign in from this address');
    default:
      return new LetterRefused(
        535,
        '5.7.8 User name or mail password is wrong: it has to be one made in Keepline for this program, the password of the page is none',
      );
  }
}

/** What went wrong on our side: the program keeps the letter and comes again. */
export const tryLater = (error: unknown): LetterRefused =>
  new LetterRefused(451, `4.3.0 The letter cannot be taken now (${asAppError(error).code}): it will be sent later`);
