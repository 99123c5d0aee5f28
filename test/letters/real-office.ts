import nodemailer, { type SendMailOptions } from 'nodemailer';
import type { NewMailbox } from '../../apps/core/src/channels/channel.view.js';
import { startDovecot, type Dovecot } from '../peers/real/dovecot.js';
import { startPostfix, type Postfix } from '../peers/real/postfix.js';
import { officeMailbox } from '../product/office-mailbox.js';

/** The mail servers of a company and of its clients: Postfix delivers, Dovecot shows. */
export interface RealMail {
  readonly dovecot: Dovecot;
  readonly postfix: Postfix;
  /** How the corporate mailbox office@company.test is reached. */
  mailbox(extra?: Partial<NewMailbox['mailbox']>): NewMailbox;
  /** A client's mail program. */
  send(letter: SendMailOptions): Promise<void>;
  stop(): Promise<void>;
}

export async function startRealMail(): Promise<RealMail> {
  const dovecot = await startDovecot();
  const postfix = await startPostfix({
    root: dovecot.root,
    owner: dovecot.owner,
    addresses: [
      'office@company.test',
      'archive@company.test',
      'head@company.test',
      'ada@client.test',
      'boris@client.test',
      'stranger@client.test',
    ],
  });
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: postfix.port, ignoreTLS: true });
  return {
    dovecot,
    postfix,
    mailbox: (extra = {}) =>
      officeMailbox(dovecot, {
        smtp: { host: '127.0.0.1', port: postfix.port, security: 'none', user: null },
        ...extra,
      }),
    async send(letter) {
      await transport.sendMail(letter);
    },
    async stop() {
      transport.close();
      await postfix.stop();
      await dovecot.stop();
    },
  };
}
