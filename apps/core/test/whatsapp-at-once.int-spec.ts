import { whatsappMessageReceived, type WhatsappMessageReceived } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { aClient, aCompany, anOwner, aWhatsappNumber, type SavedChannel } from '#libs/testing';
import { MessageCaptureService } from '../src/conversations/messages/capture/message-capture.service.js';
import { MessageChangesRepository } from '../src/conversations/messages/message-changes.repository.js';
import { People } from '../src/conversations/messages/people/people.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aMessage, party } from './a-whatsapp-message.js';
import { somebodyWaits } from './somebody-waits.js';

let core: TestCore;
let owner: Caller;
let office: SavedChannel;
let shop: SavedChannel;
let number: string;
let numbers = 0;

beforeAll(async () => {
  core = await aCore();
  await aCompany().saved(core.db);
  owner = await core.as(await anOwner().saved(core.db));
  office = await aWhatsappNumber('+380440000041').byDevice().saved(core.db);
  shop = await aWhatsappNumber('+380440000042').byDevice().saved(core.db);
});
beforeEach(() => {
  number = `38063${String(1_000_000 + ++numbers)}`;
});
afterAll(() => core.close());

const of = <T>(what: abstract new (...args: never[]) => T): T => core.app.get<T>(what, { strict: false });
const tell = (message: WhatsappMessageReceived) => core.tell(whatsappMessageReceived, message);
const where = (text: string[]) =>
  core.db.query<{ client: string | null; conversation: string; last: boolean }>(
    `select i.client_id as client, i.conversation_id as conversation, v.merged_into is null and v.client_id is not distinct from i.client_id as last
     from core.interaction i join core.conversation v on v.id = i.conversation_id join core.message m on m.interaction_id = i.id
     where m.provider_id = any ($1::text[]) order by i.occurred_at`,
    [text],
  );

it('what is captured while its conversation is placed lies on the card too', async () => {
  const ada = await aClient('Ada').saved(core.db);
  const [first, second] = [aMessage(office.id, number, { text: 'one' }), aMessage(office.id, number, { text: 'two' })];
  await tell(first);
  const [row] = await core.db.query<{ id: string }>(
    `select interaction_id as id from core.message where provider_id = $1`,
    [first.messageId],
  );
  let placing: Promise<unknown> = Promise.resolve();
  await of(UnitOfWork).run(async (tx) => {
    await of(MessageCaptureService).store(tx, [second]);
    placing = owner.post(`unplaced/${row!.id}/place`, { clientId: ada.id });
    await somebodyWaits(core);
  });
  expect(await placing).toMatchObject({ status: 200, body: { placed: 2 } });
  const lie = await where([first.messageId, second.messageId]);
  expect(lie.map(({ client, last }) => [client, last])).toEqual([
    [ada.id, true],
    [ada.id, true],
  ]);
});

it.each([
  ['placed', false],
  ['merged', true],
])(
  'what is captured while its conversation is %s by what another number learns goes on where that does',
  async (_, known) => {
    const lid = `${number}@lid`;
    const ada = await aClient('Ada').withPhone(`+${number}`).saved(core.db);
    if (known) await tell(aMessage(office.id, number, { text: 'by number' }));
    const [first, second] = [aMessage(office.id, lid, { text: 'one' }), aMessage(office.id, lid, { text: 'two' })];
    await tell(first);
    let capturing: Promise<unknown> = Promise.resolve();
    await of(UnitOfWork).run(async (tx) => {
      await of(MessageChangesRepository).lockNumbers(tx, [shop.id]);
      await of(People).learn(tx, [party(lid, { phone: `+${number}` })]);
      capturing = tell(second);
      await somebodyWaits(core);
    });
    await capturing;
    const lie = await where([first.messageId, second.messageId]);
    expect(lie.map(({ client, last }) => [client, last])).toEqual([
      [ada.id, true],
      [ada.id, true],
    ]);
    expect(new Set(lie.map(({ conversation }) => conversation)).size).toBe(1);
  },
);
