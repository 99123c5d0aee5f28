import { Readable } from 'node:stream';
import {
  aClient,
  aCompany,
  aDatabase,
  aMailbox,
  anEmployee,
  type SavedClient,
  type SavedEmployee,
  type TestDatabase,
} from '#libs/testing';
import type { NewMessage } from '../src/conversations/interaction.view.js';
import { aWorkplace, type Workplace } from './a-workplace.js';
import type { FileForDownload } from '../src/http/send-file.js';

let db: TestDatabase;
let work: Workplace;
let anna: SavedEmployee;
let boris: SavedEmployee;
let ada: SavedClient;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
  await aMailbox('office@company.test').saved(db);
  anna = await anEmployee('Anna').saved(db);
  boris = await anEmployee('Boris').saved(db);
  ada = await aClient('Ada').withEmail('ada@example.test').assignedTo(anna).saved(db);
});
afterAll(async () => {
  await work.close();
  await db.close();
});

const message = (rest: Partial<NewMessage> = {}): NewMessage => ({
  medium: 'email',
  text: 'Good day',
  attachmentIds: [],
  ...rest,
});

describe('attachments', () => {
  const upload = (who: SavedEmployee, name: string, bytes: Buffer) =>
    work.uploads.store(who, { name, type: 'application/pdf' }, Readable.from([bytes]));

  it('are streamed into the letter, each upload once', async () => {
    const file = await upload(anna, '../оферта.pdf', Buffer.alloc(3_000_000, 'x'));
    expect(file).toMatchObject({ name: 'оферта.pdf', type: 'application/pdf', size: 3_000_000 });
    const view = await work.answering.send(anna, ada.id, message({ subject: 'x', attachmentIds: [file.id] }));
    expect(view.attachments).toMatchObject([{ n: 0, name: 'оферта.pdf', size: 3_000_000 }]);
    expect(view.evidenceSize).toBeGreaterThan(4_000_000);
    const sent = (await work.timeline.attachment(anna, view.id as never, 0)) as FileForDownload;
    let size = 0;
    for await (const chunk of (await sent.open()) as AsyncIterable<Buffer>) size += chunk.length;
    expect(size).toBe(3_000_000);
    const again = work.answering.send(anna, ada.id, message({ subject: 'x', attachmentIds: [file.id] }));
    await expect(again).rejects.toMatchObject({ code: 'upload.already-used' });
  });

  it('of somebody else are not there', async () => {
    const file = await upload(boris, 'secret.pdf', Buffer.from('x'));
    const stolen = work.answering.send(anna, ada.id, message({ subject: 'x', attachmentIds: [file.id] }));
    await expect(stolen).rejects.toMatchObject({ code: 'upload.not-found', details: { ids: [file.id] } });
  });

  it('have 25 MB together, and one by one', async () => {
    const files = await Promise.all([1, 2].map((n) => upload(anna, `${n}.bin`, Buffer.alloc(13 * 1024 * 1024, n))));
    const both = work.answering.send(anna, ada.id, message({ subject: 'x', attachmentIds: files.map(({ id }) => id) }));
    await expect(both).rejects.toMatchObject({ code: 'message.too-large', details: { limitBytes: 26_214_400 } });
    const huge = Readable.from(Array.from({ length: 27 }, () => Buffer.alloc(1024 * 1024)));
    const store = work.uploads.store(anna, { name: 'huge', type: 'x/y' }, huge);
    await expect(store).rejects.toMatchObject({ code: 'upload.too-large' });
  });
});
