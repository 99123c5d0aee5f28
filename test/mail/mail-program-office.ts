import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import type { ApiUser } from '../product/api.js';
import { Product } from '../product/product.js';
import type { Program } from './mail-programs.js';

/** A company whose Anna writes to Ada out of her mail program, and a world that takes what goes out. */
export interface MailProgramOffice {
  readonly product: Product;
  readonly world: SmtpWorld;
  readonly owner: ApiUser;
  readonly anna: ApiUser;
  readonly responsibleId: string;
  readonly ada: ClientView;
  readonly startTls: Program;
  readonly tls: Program;
  /** Letters of this subject that have gone out. */
  taken(subject: string): SmtpWorld['letters'];
  close(): Promise<void>;
}

export async function aMailProgramOffice(): Promise<MailProgramOffice> {
  const world = new SmtpWorld();
  const smarthost = await world.listen();
  const product = await Product.gateway();
  const close = async () => {
    await product.stop();
    await world.close();
  };
  try {
    await product.start(100_000);
    const owner = await product.owner();
    const { id: responsibleId } = await owner.newEmployee('Anna Kovalenko', 'anna@company.test', {
      seesContacts: true,
    });
    const anna = await product.as('anna@company.test');
    await owner.newMailbox({
      ...{ name: 'Office', teamId: null, imapPassword: null, smtpPassword: null },
      mailbox: {
        ...{ address: 'office@company.test', displayName: 'The Company', aliases: [], imap: null },
        smtp: { host: '127.0.0.1', port: smarthost, security: 'none', user: null },
        ...{ backfillFrom: null, plusAddressing: true },
      },
    });
    const ada = await owner.newClient('Ada Lovelace', 'ada@client.test', { responsibleId });
    const { secret: password } = await anna.post<{ secret: string }>('/me/mail-passwords', { name: 'Laptop' });
    const { port, tlsPort } = product.submission;
    const signedIn = { user: 'anna@company.test', password };
    return {
      ...{ product, world, owner, anna, responsibleId, ada, close },
      ...{ startTls: { port, ...signedIn }, tls: { port: tlsPort, ...signedIn } },
      taken: (subject) => world.letters.filter(({ source }) => source.toString().includes(`Subject: ${subject}`)),
    };
  } catch (error) {
    await close();
    throw error;
  }
}
