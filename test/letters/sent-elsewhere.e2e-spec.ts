import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import type { ApiUser } from '../product/api.js';
import { inBothWays } from '../product/both-ways.js';
import type { Product } from '../product/product.js';
import { startRealMail, type RealMail } from './real-office.js';

const soon = { withinMs: 20_000 };

inBothWays(['dovecot', 'postfix'], 'the Sent folder of a corporate mailbox', (setting) => {
  let product: Product;
  let close: (() => Promise<void>) | undefined;
  let mail: RealMail;
  let anna: ApiUser;
  let ada: ClientView;

  beforeAll(async () => {
    mail = await startRealMail();
    ({ product, close } = await setting.open());
    const owner: ApiUser = await product.owner();
    const employee = await owner.newEmployee('Anna Kovalenko', 'anna@company.test');
    anna = await product.as('anna@company.test');
    const { mailbox, ...rest } = mail.mailbox();
    const imap = { ...mailbox.imap!, sentFolder: null, sent: 'found' as const, appendSent: true };
    await owner.newMailbox({ ...rest, mailbox: { ...mailbox, imap } });
    ada = await owner.newClient('Ada Lovelace', 'ada@client.test', { responsibleId: employee.id });
  }, 120_000);

  afterAll(async () => {
    await close?.();
    await mail?.stop();
  });

  const timeline = async () => (await anna.get<{ items: InteractionView[] }>(`/clients/${ada.id}/timeline`)).items;
  const keptInSent = async (): Promise<string[]> => {
    const folder = join(mail.dovecot.root, 'office', 'Maildir', '.Sent');
    const read = async (part: string) => {
      const names = await readdir(join(folder, part)).catch(() => []);
      return Promise.all(names.map((name) => readFile(join(folder, part, name), 'utf8')));
    };
    return [...(await read('cur')), ...(await read('new'))];
  };

  it('holds each letter that went out through us, once, and none of them becomes a second one here', async () => {
    const sent = await anna.post<InteractionView>(`/clients/${ada.id}/messages`, {
      ...{ medium: 'email', subject: 'Our offer', text: 'Good day' },
    });
    await eventually(async () => {
      const kept = await keptInSent();
      expect(kept.filter((letter) => letter.includes(`<${sent.id}@company.test>`))).toHaveLength(1);
    }, soon);
    await eventually(async () => {
      const [line] = await timeline();
      expect(line).toMatchObject({ id: sent.id, status: 'sent' });
    }, soon);
    expect(await timeline()).toHaveLength(1);
  });

  it('is watched: what an employee sends by another program stands on the card, in their name', async () => {
    const program = new ImapFlow({
      ...{ host: '127.0.0.1', port: mail.dovecot.port, secure: false, doSTARTTLS: false, logger: false },
      auth: { user: 'office', pass: mail.dovecot.password },
    });
    await program.connect();
    const letter = [
      'From: Anna Kovalenko <office@company.test>',
      'To: ada@client.test',
      'Subject: From my telephone',
      'Message-ID: <telephone-1@company.test>',
      `Date: ${new Date().toUTCString()}`,
      '',
      'On my way.',
      '',
    ].join('\r\n');
    await program.append('Sent', letter, ['\\Seen']);
    await program.logout();
    await eventually(async () => {
      const items = await timeline();
      expect(items.find(({ subject }) => subject === 'From my telephone')).toMatchObject({
        direction: 'outbound',
        employee: { name: 'Anna Kovalenko' },
      });
    }, soon);
    expect(await timeline()).toHaveLength(2);
    expect(await keptInSent()).toHaveLength(2);
  });
});
