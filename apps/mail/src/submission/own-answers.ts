import type { SMTPServer } from 'smtp-server';
import { futureRelease } from './future-release.js';
import { refusalOf } from './refusals.js';

type Connection = SMTPServer['connections'] extends Set<infer C> ? C : never;
type Take = (command: Buffer, done: () => void) => void;

/** By what the library says of an address that it cannot read. */
const misspelt: Readonly<Record<string, string>> = {
  SENDER_SYNTAX_ERROR: 'submission.sender-invalid',
  MAILBOX_SYNTAX_ERROR: 'submission.address-invalid',
};

/**
 * Where the library leaves us no word of our own: its answer to EHLO gets our extension behind its own, and whoever misspelt an address is
 * told which one, and what to do.
 */
export function answerOurWay(connection: Connection): void {
  const send: Connection['send'] = connection.send.bind(connection);
  const mail: Take = connection.handler_MAIL.bind(connection);
  const rcpt: Take = connection.handler_RCPT.bind(connection);
  let written = '';
  const noting =
    (handle: Take): Take =>
    (command, done) => {
      written = addressIn(command.toString());
      return handle(command, done);
    };
  connection.handler_MAIL = noting(mail);
  connection.handler_RCPT = noting(rcpt);
  connection.send = (code, data, context) => {
    const wrong = typeof context === 'string' ? misspelt[context] : undefined;
    if (wrong !== undefined) {
      const { responseCode, message } = refusalOf(wrong, written);
      return send(responseCode, message, false);
    }
    return send(code, isGreeting(data) ? [...data, futureRelease(new Date())] : data, context);
  };
}

const isGreeting = (data: unknown): data is string[] => Array.isArray(data) && data.includes('PIPELINING');

/** What stands after the first colon, and within angle brackets where there are any. */
function addressIn(command: string): string {
  const argument = command.slice(command.indexOf(':') + 1).trim();
  return /^<(.*)>/.exec(argument)?.[1] ?? argument;
}
