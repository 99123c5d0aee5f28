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
  anXlsx,
  aPdf,
  aWinmail,
  eicar,
  eventually as within,
  type SavedChannel,
  type SavedClient,
} from '#libs/testing';
import { ClamdPeer } from '../../../test/peers/clamd.js';
import { AttachmentsService } from '../src/conversations/attachments/attachments.service.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

interface Shown {
  attachments: { n: number; name: string; scan: string | null; threat: string | null; held: boolean }[];
}
interface Found {
  items: {
    subject: string;
    inFiles: { n: number; name: string; snippet: string; snippetMarks: [number, number][] }[];
  }[];
}

/** A process is started to read a file, on a machine that does much else. */
const eventually: typeof within = (look) => within(look, { withinMs: 50_000 });

let clamd: ClamdPeer;
let core: TestCore;
let office: SavedChannel;
let card: SavedClient;
let [owner, hers, his]: Caller[] = [];

beforeAll(async () => {
  clamd = await ClamdPeer.start();
  core = await aCore({ env: { KEEPLINE_CLAMD: clamd.address } });
  await aMasterKeyFile(join(core.dataDir, 'master.key'));
  await aCompany().saved(core.db);
  office = await aMailbox().saved(core.db);
  const anna = await anEmployee('Anna').saved(core.db);
  card = await aClient('Ada').withEmail('ada@client.test').assignedTo(anna).saved(core.db);
  owner = await core.as(await anOwner().saved(core.db));
  hers = await core.as(anna);
  his = await core.as(await anEmployee('Boris').saved(core.db));
});
afterAll(async () => {
  await core.close();
  await clamd.away();
});

interface File {
  readonly name: string;
  readonly bytes: Buffer;
  readonly type?: string;
}

/** A letter with these files, captured and read. */
async function received(subject: string, ...files: File[]): Promise<string> {
  const parts = files.map(
    ({ name, bytes, type = 'application/octet-stream' }) =>
      `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}\r\n` +
      `Content-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64').replace(/(.{76})/g, '$1\r\n')}\r\n`,
  );
  const letter = aLetter('Ada <ada@client.test>', subject)
    .with('MIME-Version: 1.0')
    .with('Content-Type: multipart/mixed; boundary=b')
    .body(`--b\r\nContent-Type: text/plain\r\n\r\nSee the files.\r\n${parts.join('')}--b--\r\n`);
  await core.app.get(EvidenceStore, { strict: false }).put(letter.bytes());
  await core.tell(letterReceived, letter.into(office.id));
  const [row] = await core.db.query<{ id: string }>('select id from core.interaction where subject = $1', [subject]);
  return row!.id;
}

const shown = async (id: string, who = hers!): Promise<Shown['attachments']> =>
  ((await who.get(`interactions/${id}`)).body as unknown as Shown).attachments;
const settled = (id: string) =>
  eventually(async () => {
    const files = await shown(id);
    expect(files.length).toBeGreaterThan(0);
    expect(files.map(({ scan }) => scan)).not.toContain('waiting');
    return files;
  });
const found = async (who: Caller, q: string, more = '') =>
  ((await who.get(`search?q=${encodeURIComponent(q)}${more}`)).body as unknown as Found).items;

/** What of the service a test would otherwise wait minutes for. */
const theInspector = () =>
  core.app.get<
    typeof AttachmentsService,
    { alertAfterMs: number; filledIn: boolean; away: { askAgainAt: number } | null }
  >(AttachmentsService, { strict: false });

describe('what is written in files', () => {
  it('is found in its words, shown with the file that it stands in, and by nobody who may not see the card', async () => {
    const id = await received(
      'Files',
      {
        name: 'Кошторис.pdf',
        bytes: aPdf('Перша сторінка', 'Штукатурка фасаду та ремонт покрівлі'),
        type: 'application/pdf',
      },
      { name: 'offer.docx', bytes: aDocx('Поставка вентиляторов до конца месяца') },
      { name: 'prices.xlsx', bytes: anXlsx(['Quartz countertops', 120]) },
      {
        name: 'me.vcf',
        bytes: Buffer.from('BEGIN:VCARD\r\nFN:Secretary Zenobia\r\nEND:VCARD\r\n'),
        type: 'text/vcard',
      },
    );
    await settled(id);
    const [roof] = await eventually(async () => {
      const items = await found(hers!, 'покрівля');
      expect(items).toHaveLength(1);
      return items;
    });
    expect(roof!.subject).toBe('Files');
    expect(roof!.inFiles.map(({ n, name }) => [n, name])).toEqual([[0, 'Кошторис.pdf']]);
    const [{ snippet, snippetMarks }] = roof!.inFiles as [Found['items'][0]['inFiles'][0]];
    expect(snippetMarks.map(([from, to]) => snippet.slice(from, to))).toEqual(['покрівлі']);
    expect((await found(hers!, 'вентиляторы'))[0]!.inFiles.map(({ name }) => name)).toEqual(['offer.docx']);
    expect((await found(hers!, 'countertop', '&in=files'))[0]!.inFiles.map(({ name }) => name)).toEqual([
      'prices.xlsx',
    ]);
    // Of several words each may stand elsewhere: one in the file, one in the subject.
    expect(await found(hers!, 'files штукатурка')).toHaveLength(1);
    // Visiting cards are made of addresses.
    expect(await found(hers!, 'Zenobia')).toEqual([]);
    expect(await found(his!, 'покрівля')).toEqual([]);
  });

  it('is masked as the letter is, and its addresses are not guessed from their pieces', async () => {
    const id = await received('Masked', {
      name: 'a.txt',
      bytes: Buffer.from('Floor seventeen: zaphod@heart-of-gold.test, telephone +380 50 765-43-21'),
      type: 'text/plain',
    });
    await settled(id);
    const [seen] = await eventually(async () => {
      const items = await found(hers!, 'seventeen');
      expect(items).toHaveLength(1);
      return items;
    });
    expect(seen!.inFiles[0]!.snippet).not.toMatch(/zaphod|765/);
    expect((await found(owner!, 'seventeen'))[0]!.inFiles[0]!.snippet).toContain('zaphod@heart-of-gold.test');
    for (const guess of ['zaphod', 'heart', 'zaphod@heart-of-gold.test', '380507654321', '7654321', '765 43'])
      expect([guess, await found(hers!, guess)]).toEqual([guess, []]);
    expect(await found(owner!, 'zaphod@heart-of-gold.test')).toHaveLength(1);
  });

  it('comes in from before, too, and a letter that is read anew keeps what its files say', async () => {
    await core.db.query(`delete from core.attachment; delete from core.search_entry;
      update core.attachment_backfill set reached = null, finished_at = null`);
    theInspector().filledIn = false;
    await eventually(async () => expect(await found(hers!, 'countertop')).toHaveLength(1));
    const [row] = await core.db.query<{ id: string }>(`select id from core.interaction where subject = 'Files'`);
    await core.db.query(
      `update core.interaction_content set lexemes = lexemes || '''anew'''::tsvector where interaction_id = $1`,
      [row!.id],
    );
    expect(await found(hers!, 'anew countertop')).toHaveLength(1);
  });

  it('of a file that nobody can read is told as failed, and harms no other', async () => {
    const id = await received(
      'Broken',
      { name: 'broken.pdf', bytes: Buffer.from('%PDF-1.7 nothing'), type: 'application/pdf' },
      { name: 'good.txt', bytes: Buffer.from('still readable'), type: 'text/plain' },
    );
    await eventually(async () => expect(await found(hers!, 'still readable')).toHaveLength(1));
    const states = await core.db.query(
      'select n, text_state, text_code from core.attachment where interaction_id = $1 order by n',
      [id],
    );
    expect(states).toEqual([
      { n: 0, text_state: 'failed', text_code: 'file.not-what-it-says' },
      { n: 1, text_state: 'done', text_code: null },
    ]);
  });
});

describe('a file that harms', () => {
  let id: string;
  beforeAll(async () => {
    id = await received(
      'Invoice',
      { name: 'invoice.exe', bytes: eicar() },
      { name: 'kind.txt', bytes: Buffer.from('kind'), type: 'text/plain' },
    );
  });

  it('is shown and not given out, nor with the original that it is in', async () => {
    expect((await settled(id)).map(({ name, scan, threat, held }) => [name, scan, threat, held])).toEqual([
      ['invoice.exe', 'infected', 'Eicar-Test-Signature', true],
      ['kind.txt', 'clean', null, false],
    ]);
    for (const who of [hers!, owner!]) {
      const refused = await who.get(`interactions/${id}/attachments/0`);
      expect([refused.status, refused.body.code]).toEqual([403, 'attachment.infected']);
    }
    expect((await hers!.get(`interactions/${id}/attachments/0?confirmed=yes`)).status).toBe(403);
    expect((await hers!.get(`interactions/${id}/attachments/1`)).text).toBe('kind');
    const original = await owner!.get(`interactions/${id}/evidence`);
    expect([original.status, original.body.code]).toEqual([403, 'attachment.infected']);
    const listed = (await hers!.get(`clients/${card.id}/attachments`)).body.items as { name: string; held: boolean }[];
    expect(listed.filter(({ held }) => held).map(({ name }) => name)).toEqual(['invoice.exe']);
  });

  it('goes to an owner who says that they know, on record, and to none of their programs', async () => {
    const [program] = [await core.as(await anOwner().saved(core.db), 'bearer')];
    expect((await program.get(`interactions/${id}/attachments/0?confirmed=yes`)).status).toBe(403);
    const given = await owner!.get(`interactions/${id}/attachments/0?confirmed=yes`);
    expect([given.status, given.text]).toEqual([200, eicar().toString()]);
    expect(given.headers.get('content-disposition')).toMatch(/^attachment/);
    expect((await owner!.get(`interactions/${id}/evidence?confirmed=yes`)).status).toBe(200);
    const entries = await core.db.query<{ action: string; n: number }>(
      `select action, count(*)::int as n from core.journal where subject_id = $1 and action like 'attachment.%' group by 1 order by 1`,
      [id],
    );
    expect(entries).toEqual([
      { action: 'attachment.downloaded', n: 2 },
      { action: 'attachment.let-out', n: 2 },
      { action: 'attachment.quarantined', n: 1 },
    ]);
  });

  it('is an alert, once', async () => {
    const { items } = (await owner!.get('alerts')).body as unknown as {
      items: { code: string; details: object; client: { id: string } }[];
    };
    const raised = items.filter(({ code }) => code === 'files.infected');
    expect(raised.map(({ details, client }) => [details, client.id])).toEqual([
      [{ threat: 'Eicar-Test-Signature', files: 1 }, card.id],
    ]);
  });
});

describe('files that Outlook packed', () => {
  it('are files of the letter as others are: looked through, given out, found, and held where they harm', async () => {
    const bytes = aWinmail(
      { name: 'Смета.txt', bytes: Buffer.from('Шпаклёвка потолка') },
      { name: 'card.vcf', bytes: Buffer.from('BEGIN:VCARD') },
      { name: 'invoice.exe', bytes: eicar() },
    );
    const id = await received('Packed', { name: 'winmail.dat', bytes, type: 'application/ms-tnef' });
    const files = await settled(id);
    expect(files.filter(({ n }) => n > 0).map(({ n, name, scan }) => [n, name, scan])).toEqual([
      [1_000, 'Смета.txt', 'clean'],
      [1_001, 'card.vcf', 'clean'],
      [1_002, 'invoice.exe', 'infected'],
    ]);
    expect((await hers!.get(`interactions/${id}/attachments/1000`)).text).toBe('Шпаклёвка потолка');
    expect((await hers!.get(`interactions/${id}/attachments/1002`)).body.code).toBe('attachment.infected');
    expect((await hers!.get(`interactions/${id}/attachments/1003`)).status).toBe(404);
    await eventually(async () =>
      expect((await found(hers!, 'шпаклёвка')).map(({ inFiles }) => inFiles.map(({ name }) => name))).toEqual([
        ['Смета.txt'],
      ]),
    );
  });
});

describe('a scanner that does not answer', () => {
  it('holds files until it is back, loses none, and somebody is told', async () => {
    const service = theInspector();
    service.alertAfterMs = 0;
    await clamd.away();
    const id = await received('Meanwhile', {
      name: 'plan.txt',
      bytes: Buffer.from('meanwhile readable'),
      type: 'text/plain',
    });
    await eventually(async () => expect(await found(hers!, 'meanwhile readable')).toHaveLength(1));
    expect((await shown(id)).map(({ scan, held }) => [scan, held])).toEqual([['waiting', true]]);
    const refused = await hers!.get(`interactions/${id}/attachments/0`);
    expect([refused.status, refused.body.code]).toEqual([409, 'attachment.unchecked']);
    await eventually(async () => {
      const { items } = (await owner!.get('alerts')).body as unknown as { items: { code: string }[] };
      expect(items.map(({ code }) => code)).toContain('files.scanner-away');
    });
    await clamd.back();
    service.away!.askAgainAt = 0;
    expect((await settled(id)).map(({ scan, held }) => [scan, held])).toEqual([['clean', false]]);
    expect((await hers!.get(`interactions/${id}/attachments/0`)).text).toBe('meanwhile readable');
  });

  it('breaks off in the middle: the file waits, and is looked at again', async () => {
    const service = theInspector();
    clamd.next = 'breaks';
    const id = await received('Broken off', { name: 'a.bin', bytes: Buffer.alloc(300_000, 7) });
    await eventually(() => expect(service.away).not.toBeNull());
    expect((await shown(id))[0]).toMatchObject({ scan: 'waiting', held: true });
    clamd.next = 'scans';
    service.away!.askAgainAt = 0;
    expect((await settled(id))[0]).toMatchObject({ scan: 'clean', held: false });
    expect(clamd.seen.at(-1)).toEqual(Buffer.alloc(300_000, 7));
  });

  it('will not have a file that is too large for it: held, and told so', async () => {
    const id = await received('Large', { name: 'large.bin', bytes: Buffer.alloc(1_500_000, 1) });
    expect((await settled(id))[0]).toMatchObject({ scan: 'unscannable', held: true });
  });
});
