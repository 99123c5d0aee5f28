import { letterReceived } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  anEmployee,
  anOwner,
  eventually,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

interface Line {
  id: string;
  subject: string;
  direction: string;
  employee: { name: string } | null;
}

describe('what is sent past us', () => {
  let core: TestCore;
  let owner: Caller;
  let anna: SavedEmployee;
  let office: SavedChannel;
  let ada: SavedClient;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    anna = await anEmployee('Anna Kovalenko').saved(core.db);
    await anEmployee('Same Name').saved(core.db);
    await anEmployee('Same Name').saved(core.db);
    office = await aMailbox('office@company.test').saved(core.db);
  });
  beforeEach(async () => {
    ada = await aClient('Ada').withEmail(`ada.${crypto.randomUUID()}@client.test`).saved(core.db);
  });
  afterAll(() => core.close());

  const address = () => ada.contactPoints[0]!.value;
  const found = (letter: ReturnType<typeof aLetter>) =>
    core.tell(letterReceived, letter.to(address()).sent().fetched().into(office.id));
  const timeline = async () => (await owner.get(`clients/${ada.id}/timeline`)).body.items as Line[];

  it.each([
    ['the address in From', 'Somebody <ANNA>', [], 'Anna Kovalenko'],
    ['Sender', 'Office <office@company.test>', ['Sender: <ANNA>'], 'Anna Kovalenko'],
    ['a name that one employee has', '"Anna Kovalenko, Company" <office@company.test>', [], 'Anna Kovalenko'],
    ['no name that two have', 'Same Name <office@company.test>', [], null],
    ['nothing but the channel’s own address', 'Office <office@company.test>', [], null],
  ])('stands on the recipient’s card, its author told by %s', async (_, from, fields, author) => {
    const written = (text: string) => text.replace('ANNA', anna.email);
    const letter = aLetter(written(from), 'Sent past us');
    for (const field of fields) letter.with(written(field));
    await found(letter);
    const [line] = await timeline();
    expect(line).toMatchObject({ subject: 'Sent past us', direction: 'outbound' });
    expect(line!.employee?.name ?? null).toBe(author);
  });

  it('is answered with it: nobody waits any longer, and the channel was written from', async () => {
    await core.tell(letterReceived, aLetter(address(), 'A question').id('<q@client.test>').into(office.id));
    const waiting = () =>
      core.db.query<{ waits: boolean }>(
        'select waiting_since is not null as waits from core.conversation where client_id = $1',
        [ada.id],
      );
    expect(await waiting()).toEqual([{ waits: true }]);
    await found(
      aLetter('office@company.test', 'Re: A question')
        .answering('<q@client.test>')
        .date('Sun, 1 Jun 2025 12:00:04 +0000'),
    );
    expect(await waiting()).toEqual([{ waits: false }]);
    const [channel] = (await owner.get('channels')).body.items as { lastOutboundAt: string | null }[];
    expect(channel!.lastOutboundAt).toBe('2025-06-01T12:00:04.000Z');
  });

  it('is not taken for new when it is ours and the provider wrote its body anew', async () => {
    const sent = await owner.post(`clients/${ada.id}/messages`, {
      ...{
        medium: 'email',
        subject: 'Our offer',
        text: 'Good day',
        channelId: office.id,
        idempotencyKey: crypto.randomUUID(),
      },
    });
    expect(sent.status).toBe(202);
    const id = `<${sent.body['id'] as string}@company.test>`;
    await found(
      aLetter('office@company.test', 'Our offer').id(id).body('Good day, in other line ends and another charset'),
    );
    await eventually(async () => {
      const sightings = await core.db.query('select from core.sighting where interaction_id = $1', [sent.body['id']]);
      expect(sightings).toHaveLength(1);
    });
    expect((await timeline()).map(({ subject }) => subject)).toEqual(['Our offer']);
  });

  it('is new when a client’s letter bears the id of one of ours', async () => {
    const sent = await owner.post(`clients/${ada.id}/messages`, {
      ...{
        medium: 'email',
        subject: 'Our price',
        text: 'Good day',
        channelId: office.id,
        idempotencyKey: crypto.randomUUID(),
      },
    });
    const id = `<${sent.body['id'] as string}@company.test>`;
    await core.tell(letterReceived, aLetter(address(), 'Not ours').id(id).into(office.id));
    expect((await timeline()).map(({ subject }) => subject).sort()).toEqual(['Not ours', 'Our price']);
  });
});
