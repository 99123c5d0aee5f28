import { simpleParser } from 'mailparser';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { LaterView } from '../../apps/core/src/conversations/answering/later/later.view.js';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import { describeWith } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { Product } from '../product/product.js';
import { bySwaks } from './mail-programs.js';

interface List<T> {
  items: T[];
}
const soon = { withinMs: 30_000 };

describeWith(['swaks'], 'the page’s habits in a mail program', () => {
  let product: Product;
  let world: SmtpWorld;
  let anna: ApiUser;
  let ada: ClientView;
  let password: string;

  beforeAll(async () => {
    world = new SmtpWorld();
    const smarthost = await world.listen();
    product = await Product.gateway();
    await product.start(100_000);
    const owner = await product.owner();
    const { id: responsibleId } = await owner.newEmployee('Anna Kovalenko', 'anna@company.test', {
      seesContacts: true,
    });
    anna = await product.as('anna@company.test');
    await owner.newMailbox({
      ...{ name: 'Office', teamId: null, imapPassword: null, smtpPassword: null },
      mailbox: {
        ...{ address: 'office@company.test', displayName: 'The Company', aliases: [], imap: null },
        smtp: { host: '127.0.0.1', port: smarthost, security: 'none', user: null },
        ...{ backfillFrom: null, plusAddressing: true },
      },
    });
    ada = await owner.newClient('Ada Lovelace', 'ada@client.test', { responsibleId });
    const policy = await owner.get<object>('/submission-policy');
    const signature = { enabled: true, channelIds: null, replaceOwn: true };
    await owner.put('/submission-policy', { ...policy, signature });
    await owner.put('/signatures', { of: 'company', text: '{{me.name}}\n{{channel.address}}', html: null });
    await anna.post('/responses', {
      of: 'me',
      shortcut: 'price',
      title: 'Prices',
      text: 'Шановна {{client.first-name}}, ціни в силі.',
    });
    ({ secret: password } = await anna.post<{ secret: string }>('/me/mail-passwords', { name: 'Laptop' }));
  }, 180_000);

  afterAll(async () => {
    await product?.stop();
    await world?.close();
  });

  const send = (subject: string, body: string, headers: readonly string[] = []) =>
    bySwaks(
      { port: product.submission.port, user: 'anna@company.test', password },
      { from: 'anna@company.test', to: ['ada@client.test'], subject, body, headers },
    );
  const taken = (subject: string) =>
    world.letters.filter(({ source }) => source.toString().includes(`Subject: ${subject}`));
  const later = async () => (await anna.get<List<LaterView>>(`/clients/${ada.id}/later`)).items;

  it('words kept ready and the signature are in what the client gets and in what the card shows', async () => {
    await send('Prices', '/price\n\n-- \nAnna at home\n');
    await eventually(() => expect(taken('Prices')).toHaveLength(1), soon);
    const said = 'Шановна Ada, ціни в силі.\n\n-- \nAnna Kovalenko\noffice@company.test';
    expect((await simpleParser(taken('Prices')[0]!.source)).text?.trim()).toBe(said);
    await eventually(async () => {
      const [line] = (await anna.get<List<InteractionView>>(`/clients/${ada.id}/timeline`)).items;
      expect(line).toMatchObject({ subject: 'Prices', status: 'sent' });
      expect(line!.text?.trim()).toBe(said);
    }, soon);
  });

  it('a letter that is to go later waits on the card through a restart, and goes at its time', async () => {
    const at = new Date(Date.now() + 20_000);
    await send('Later', 'Good morning.', [`Deferred-Delivery: ${at.toUTCString().replace('GMT', '+0000')}`]);
    await send('Cancelled', 'Never mind.', [`Deferred-Delivery: ${at.toUTCString().replace('GMT', '+0000')}`]);
    await eventually(async () => {
      const waiting = (await later()).map(({ subject, state, mailProgram }) => [subject, state, mailProgram]);
      expect(waiting.sort()).toEqual([
        ['Cancelled', 'waiting', true],
        ['Later', 'waiting', true],
      ]);
    }, soon);
    const cancelled = (await later()).find(({ subject }) => subject === 'Cancelled')!;
    await anna.post(`/later/${cancelled.id}/take-back`, {});
    expect(taken('Later')).toEqual([]);
    await product.kill();
    await product.start(100_000);
    await eventually(() => expect(taken('Later')).toHaveLength(1), { withinMs: 60_000 });
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime() - 1_000);
    expect(taken('Later')[0]!.source.toString()).not.toMatch(/deferred/i);
    await eventually(async () => expect(await later()).toEqual([]), soon);
    expect(taken('Cancelled')).toEqual([]);
  });
});
