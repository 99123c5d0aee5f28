import { simpleParser } from 'mailparser';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { LaterView } from '../../apps/core/src/conversations/answering/later/later.view.js';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import { describeWith } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { aMailProgramOffice, type MailProgramOffice } from './mail-program-office.js';
import { bySwaks } from './mail-programs.js';

interface List<T> {
  items: T[];
}
const soon = { withinMs: 30_000 };

describeWith(['swaks'], 'the page’s habits in a mail program', () => {
  let office: MailProgramOffice;
  let anna: ApiUser;
  let ada: ClientView;

  beforeAll(async () => {
    office = await aMailProgramOffice();
    const { owner } = office;
    ({ anna, ada } = office);
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
  }, 180_000);

  afterAll(() => office?.close());

  const send = (subject: string, body: string, headers: readonly string[] = []) =>
    bySwaks(office.startTls, { from: 'anna@company.test', to: ['ada@client.test'], subject, body, headers });
  const later = async () => (await anna.get<List<LaterView>>(`/clients/${ada.id}/later`)).items;

  it('words kept ready and the signature are in what the client gets and in what the card shows', async () => {
    await send('Prices', '/price\n\n-- \nAnna at home\n');
    await eventually(() => expect(office.taken('Prices')).toHaveLength(1), soon);
    const said = 'Шановна Ada, ціни в силі.\n\n-- \nAnna Kovalenko\noffice@company.test';
    expect((await simpleParser(office.taken('Prices')[0]!.source)).text?.trim()).toBe(said);
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
    expect(office.taken('Later')).toEqual([]);
    await office.product.kill();
    await office.product.start(100_000);
    await eventually(() => expect(office.taken('Later')).toHaveLength(1), { withinMs: 60_000 });
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime() - 1_000);
    expect(office.taken('Later')[0]!.source.toString()).not.toMatch(/deferred/i);
    await eventually(async () => expect(await later()).toEqual([]), soon);
    expect(office.taken('Cancelled')).toEqual([]);
  });
});
