import { join } from 'node:path';
import { letterReceived } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import {
  aClient,
  aCompany,
  aDocx,
  aLetter,
  aMailbox,
  aMasterKeyFile,
  anEmployee,
  anOwner,
  aPdf,
  eventually as within,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

/** A process is started to read a file, on a machine that does much else. */
const eventually: typeof within = (look) => within(look, { withinMs: 50_000 });

let core: TestCore;
let office: SavedChannel;
let anna: SavedEmployee;
let ada: SavedClient;
let annasPage: Caller;
let ownersPage: Caller;
let cards = 0;

beforeAll(async () => {
  core = await aCore();
  await aMasterKeyFile(join(core.dataDir, 'master.key'));
  await aCompany('Company').saved(core.db);
  office = await aMailbox('office@company.test').saved(core.db);
  anna = await anEmployee('Anna Kovalenko').saved(core.db);
  annasPage = await core.as(anna);
  ownersPage = await core.as(await anOwner().saved(core.db));
  await ownersPage.put('protection/policy', { outgoing: 'warn', captured: true, strangers: true, allowed: [] });
  await ownersPage.post(`employees/${anna.employeeId}/private-contacts`, { kind: 'email', value: 'anna.home@ukr.net' });
});
beforeEach(async () => {
  ada = await aClient('Ada').withEmail(`ada${++cards}@client.test`).assignedTo(anna).saved(core.db);
});
afterAll(() => core.close());

async function upload(name: string, type: string, bytes: Buffer): Promise<string> {
  const query = new URLSearchParams({ name, type });
  const response = await fetch(new URL(`uploads?${query.toString()}`, core.url), {
    ...{ method: 'POST', headers: { ...annasPage.headers, 'content-type': type }, body: new Uint8Array(bytes) },
  });
  return ((await response.json()) as { id: string }).id;
}
async function sent(name: string, type: string, bytes: Buffer, rest: object = {}): Promise<void> {
  const body = { medium: 'email', subject: 'Offer', text: 'Good day', ...rest };
  const answer = await annasPage.post(`clients/${ada.id}/messages`, {
    ...{ ...body, attachmentIds: [await upload(name, type, bytes)] },
  });
  expect([answer.status, answer.body.code]).toEqual([202, undefined]);
}
async function received(name: string, bytes: Buffer): Promise<void> {
  const file = `--b\r\nContent-Type: application/pdf; name="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}\r\n--b--\r\n`;
  const letter = aLetter(`Ada <ada${cards}@client.test>`, name)
    .date(new Date().toUTCString(), new Date().toISOString())
    .with('Content-Type: multipart/mixed; boundary=b');
  const bodied = letter.body(file);
  await core.app.get(EvidenceStore, { strict: false }).put(bodied.bytes());
  await core.tell(letterReceived, bodied.into(office.id));
}
const alerts = () =>
  core.db.query<{ code: string; details: object; who: string | null }>(
    `select code, details - 'interactionId' as details, employee_id as who from core.alert where client_id = $1 order by at, id`,
    [ada.id],
  );
const lookedThrough = () =>
  eventually(async () => {
    const [left] = await core.db.query<{ n: number }>(
      `select ((select count(*) from core.bypass_queue) + (select count(*) from core.reading_queue)
         + (select count(*) from core.attachment where text_state = 'waiting'))::int as n`,
    );
    expect(left).toEqual({ n: 0 });
  });
const pdf = 'application/pdf';

describe('what leads a client away and stands in a file', () => {
  it('is told of a PDF and of a document that went out, with the name of the file', async () => {
    await sent('Prices.pdf', pdf, aPdf('Lamps, 20 pieces', 'My own number is 093 111 22 33'));
    await eventually(async () =>
      expect(await alerts()).toEqual([
        {
          ...{ code: 'protection.bypass-sent', who: anna.employeeId },
          details: { kinds: 'other-number', file: 'Prices.pdf' },
        },
      ]),
    );
    await sent('Me.docx', 'application/octet-stream', aDocx('Пишите на anna.home@ukr.net'));
    await eventually(async () =>
      expect((await alerts()).at(-1)).toEqual({
        ...{ code: 'protection.private-address', who: anna.employeeId },
        details: { kinds: 'private-address', direction: 'outbound', file: 'Me.docx' },
      }),
    );
  });

  it('is looked for at the end of a long file too', async () => {
    const long = Array.from({ length: 1_000 }, (_, n) => `Position ${n} of the list, at the usual price of lamps`);
    await sent('List.docx', 'application/octet-stream', aDocx(...long, 'Telegram: @somebody'));
    await eventually(async () =>
      expect((await alerts()).map(({ details }) => details)).toEqual([{ kinds: 'messenger-link', file: 'List.docx' }]),
    );
  });

  it('of a file that a client sends is told only where it is a colleague’s', async () => {
    await received('Bill.pdf', aPdf('Our driver: 067 765 43 21, driver@gmail.com'));
    await lookedThrough();
    expect(await alerts()).toEqual([]);
    await received('Letter.pdf', aPdf('As agreed with anna.home@ukr.net'));
    await eventually(async () =>
      expect((await alerts()).map(({ code, details }) => [code, details])).toEqual([
        ['protection.private-address', { kinds: 'private-address', direction: 'inbound', file: 'Letter.pdf' }],
      ]),
    );
  });

  it('is not told twice of a text about which its writer was asked, nor of what is everyday business', async () => {
    await sent('note.txt', 'text/plain', Buffer.from('093 111 22 33'), { confirmed: true });
    await sent('Bill.pdf', pdf, aPdf('Invoice 2026-11/0457, IBAN UA213223130000026007233566001, 12 450,00'));
    await lookedThrough();
    expect((await alerts()).map(({ code, details }) => [code, details])).toEqual([
      ['protection.bypass-sent', { kinds: 'other-number', medium: 'email' }],
    ]);
  });

  it('is nobody’s business where the company does not look', async () => {
    await ownersPage.put('protection/policy', { outgoing: 'off', captured: false, strangers: true, allowed: [] });
    await sent('Prices.pdf', pdf, aPdf('My own number is 093 111 22 33'));
    await lookedThrough();
    expect(await alerts()).toEqual([]);
  });
});
