import { simpleParser } from 'mailparser';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView, PlacedView, UnplacedView } from '../../apps/core/src/conversations/interaction.view.js';
import type { ApiUser } from '../product/api.js';
import { inBothWays } from '../product/both-ways.js';
import { keepline, type Product } from '../product/product.js';
import { startRealMail, type RealMail } from './real-office.js';

interface List<T> {
  items: T[];
}

const soon = { withinMs: 20_000 };

inBothWays(['dovecot', 'postfix'], 'a letter on the card', (setting) => {
  let product: Product;
  let close: (() => Promise<void>) | undefined;
  let mail: RealMail;
  let owner: ApiUser;
  let anna: ApiUser;
  let ada: ClientView;

  beforeAll(async () => {
    mail = await startRealMail();
    ({ product, close } = await setting.open());
    owner = await product.owner();
    const employee = await owner.newEmployee('Anna Kovalenko', 'anna@company.test');
    anna = await product.as('anna@company.test');
    await owner.newMailbox(mail.mailbox());
    await owner.post('/copy-rules', { direction: 'both', target: 'address', address: 'archive@company.test' });
    ada = await owner.newClient('Ada Lovelace', 'ada@client.test', { responsibleId: employee.id });
  }, 120_000);

  afterAll(async () => {
    await close?.();
    await mail?.stop();
  });

  const timelineOf = (client: ClientView) => anna.get<List<InteractionView>>(`/clients/${client.id}/timeline`);

  it('arrives at the corporate address and stands on the client’s card, read whole', async () => {
    await mail.send({
      from: 'Ada <ada@client.test>',
      to: 'office@company.test',
      subject: 'Рахунок № 7',
      text: 'Будь ласка, рахунок.',
      messageId: '<first@client.test>',
      attachments: [{ filename: 'план.txt', content: 'план' }],
    });
    const letter = await eventually(async () => {
      const { items } = await timelineOf(ada);
      expect(items).toHaveLength(1);
      expect(items[0]!.reading).toBe('done');
      return items[0]!;
    }, soon);
    expect(letter).toMatchObject({
      medium: 'email',
      direction: 'inbound',
      kind: 'email',
      subject: 'Рахунок № 7',
      status: 'received',
      clientId: ada.id,
    });
    expect(letter.text).toContain('Будь ласка, рахунок.');
    expect(letter.attachments).toMatchObject([{ name: 'план.txt' }]);
    const file = await anna.fetch('GET', `/interactions/${letter.id}/attachments/${letter.attachments[0]!.n}`);
    expect(await file.text()).toBe('план');
  });

  it('is answered under the corporate address, threaded, with a token to answer to', async () => {
    const [question] = (await timelineOf(ada)).items;
    const sent = await anna.post<InteractionView>(`/clients/${ada.id}/messages`, {
      medium: 'email',
      conversationId: question!.conversationId,
      text: 'Вот счёт.',
    });
    expect(sent.status).toMatch(/^(queued|sending|sent)$/);
    const raw = await eventually(async () => {
      const letters = await mail.postfix.delivered('ada');
      expect(letters).toHaveLength(1);
      return letters[0]!;
    }, soon);
    const answer = await simpleParser(raw);
    expect(answer.from?.value[0]).toMatchObject({ address: 'office@company.test' });
    expect(answer.replyTo?.value[0]?.address).toMatch(/^office\+c[a-z0-9]+@company\.test$/);
    expect(answer.inReplyTo).toBe('<first@client.test>');
    expect([answer.references].flat()).toEqual(['<first@client.test>']);
    expect(answer.subject).toBe('Re: Рахунок № 7');
    expect(answer.text).toContain('Вот счёт.');
    expect(raw.toString()).not.toContain('archive@company.test');
    await eventually(async () => {
      const { items } = await timelineOf(ada);
      expect(items.find((i) => i.id === sent.id)?.status).toBe('sent');
    }, soon);
  });

  it('continues its conversation when the client answers to the token from an unknown address', async () => {
    const answer = await simpleParser((await mail.postfix.delivered('ada'))[0]!);
    await mail.send({
      from: 'ada.private@elsewhere.test',
      to: answer.replyTo!.value[0]!.address!,
      subject: 'дякую',
      text: 'Отримала.',
    });
    await eventually(async () => {
      const { items } = await timelineOf(ada);
      expect(items).toHaveLength(3);
      expect(new Set(items.map((i) => i.conversationId)).size).toBe(1);
      expect(items[0]!.flags).toContain('new-participant');
    }, soon);
  });

  it('is copied to the archive exactly once, coming and going', async () => {
    await eventually(async () => {
      const subjects = await Promise.all(
        (await mail.postfix.delivered('archive')).map(async (raw) => (await simpleParser(raw)).subject),
      );
      expect(subjects.sort()).toEqual(['Re: Рахунок № 7', 'Рахунок № 7', 'дякую'].sort());
    }, soon);
    // a copy that finds its way back into the corporate mailbox is the same letter, seen again
    const [copy] = await mail.postfix.delivered('archive');
    await mail.dovecot.deliver('office', [copy!]);
    await mail.send({
      from: 'stranger@client.test',
      to: 'office@company.test',
      subject: 'Good day',
      text: 'Do you sell lamps?',
    });
    await eventually(
      async () => expect((await owner.get<List<UnplacedView>>('/unplaced')).items).toHaveLength(1),
      soon,
    );
    expect((await timelineOf(ada)).items).toHaveLength(3);
    await eventually(async () => expect(await mail.postfix.delivered('archive')).toHaveLength(4), soon);
  });

  it('from a stranger waits in the tray, and makes a card that remembers the address', async () => {
    const [letter] = (await owner.get<List<UnplacedView>>('/unplaced')).items;
    const placed = await owner.post<PlacedView>(`/unplaced/${letter!.id}/place`, {
      newClient: { kind: 'person', name: 'Lamp buyer' },
    });
    expect(placed.placed).toBe(1);
    await mail.send({
      from: 'stranger@client.test',
      to: 'office@company.test',
      subject: 'One more',
      text: 'And shades?',
    });
    await eventually(async () => {
      expect((await owner.get<List<InteractionView>>(`/clients/${placed.clientId}/timeline`)).items).toHaveLength(2);
    }, soon);
    expect((await owner.get<List<UnplacedView>>('/unplaced')).items).toEqual([]);
    expect((await anna.ask('GET', `/clients/${placed.clientId}`)).status).toBe(404);
    expect((await anna.ask('GET', '/unplaced')).status).toBe(403);
  });

  it('that cannot be delivered comes back as a bounce on the answer', async () => {
    const gone = await owner.newClient('Gone', 'nobody-here@client.test');
    const sent = await owner.post<InteractionView>(`/clients/${gone.id}/messages`, {
      medium: 'email',
      subject: 'Hello',
      text: 'Are you there?',
    });
    await eventually(async () => {
      const { items } = await owner.get<List<InteractionView>>(`/clients/${gone.id}/timeline`);
      expect(items.find((i) => i.id === sent.id)?.status).toMatch(/bounced|failed/);
    }, soon);
  });

  if (setting.name.includes('one process')) {
    it('stands in a chain that the offline check confirms', async () => {
      await product.stop();
      const { code, said } = await keepline(product, 'verify');
      expect(said).toMatch(/in order|verified|ok/i);
      expect(code).toBe(0);
      await product.start();
    }, 60_000);
  }
});
