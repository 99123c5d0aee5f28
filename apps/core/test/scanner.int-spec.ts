import { join } from 'node:path';
import { letterReceived } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import {
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  aManager,
  aMasterKeyFile,
  anEmployee,
  anOwner,
  eicar,
  eventually,
} from '#libs/testing';
import { ClamdPeer } from '../../../test/peers/clamd.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

const soon = { withinMs: 50_000 };
let clamd: ClamdPeer;
let core: TestCore;
let owner: Caller;
let admin: Caller;

beforeAll(async () => {
  clamd = await ClamdPeer.start();
  core = await aCore({ env: { KEEPLINE_CLAMD: clamd.address } });
  await aMasterKeyFile(join(core.dataDir, 'master.key'));
  await aCompany().saved(core.db);
  owner = await core.as(await anOwner().saved(core.db));
  admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
});
afterAll(async () => {
  await core.close();
  await clamd.away();
});

const scanner = async (who = admin) => (await who.get('scanner')).body;
const actions = async () =>
  (
    await core.db.query<{ action: string; body: object }>(
      `select action, body from core.journal where action like 'scanner.%' order by at, seq`,
    )
  ).map(({ action, body }) => [action, body]);

describe('the page of the scanner', () => {
  it('tells what answers, and how old its signatures are', async () => {
    const made = new Date(Date.now() - 24 * 60 * 60_000);
    clamd.version = `ClamAV 1.4.3/27456/${made.toString().replace(/ GMT.*/, '')}`;
    expect(await scanner()).toEqual({
      ...{ state: 'well', why: null, program: 'ClamAV 1.4.3' },
      signatures: { version: 27456, at: new Date(Math.floor(made.getTime() / 1_000) * 1_000).toISOString() },
      ...{ unchecked: 'deny', lastScanAt: null, waiting: 0, infected: 0, refused: 0 },
    });
    clamd.version = 'ClamAV 1.4.3/26000/Mon Jan  5 09:41:17 2026';
    expect(await scanner()).toMatchObject({ state: 'old', signatures: { version: 26000 } });
    clamd.version = 'ClamAV 1.4.3';
    expect(await scanner()).toMatchObject({ state: 'old', program: 'ClamAV 1.4.3', signatures: null });
  });

  it('tries it with what every scanner must find, on record', async () => {
    expect((await admin.post('scanner/test')).body).toEqual({
      ...{ outcome: 'found', threat: 'Eicar-Test-Signature', why: null },
    });
    expect(clamd.seen.at(-1)!.equals(eicar())).toBe(true);
    expect(await actions()).toEqual([['scanner.tested', { outcome: 'found' }]]);
  });

  it('says when it is away, and why', async () => {
    await clamd.away();
    expect(await scanner()).toMatchObject({ state: 'away', why: 'ECONNREFUSED', program: null, signatures: null });
    expect((await admin.post('scanner/test')).body).toEqual({ outcome: 'away', threat: null, why: 'ECONNREFUSED' });
    await clamd.back();
    clamd.next = 'breaks';
    expect((await scanner())['state']).toBe('away');
    clamd.next = 'scans';
  });

  it('counts what waits and what is held, and lists it for an owner alone, page by page', async () => {
    const office = await aMailbox().saved(core.db);
    const ada = await aClient('Ada').withEmail('ada@client.test').saved(core.db);
    for (const name of ['first.exe', 'second.exe']) {
      const file = `--b\r\nContent-Type: application/octet-stream; name="${name}"\r\n\r\n${eicar().toString()}\r\n--b--\r\n`;
      const letter = aLetter('Ada <ada@client.test>', name)
        .with('Content-Type: multipart/mixed; boundary=b')
        .body(file);
      await core.app.get(EvidenceStore, { strict: false }).put(letter.bytes());
      await core.tell(letterReceived, letter.into(office.id));
    }
    await eventually(async () => expect(await scanner()).toMatchObject({ infected: 2, waiting: 0 }), soon);
    expect((await scanner())['lastScanAt']).toEqual(expect.any(String));
    const first = (await owner.get('scanner/held?limit=1')).body as { items: object[]; nextCursor: string };
    expect(first.items).toMatchObject([
      {
        ...{ name: 'second.exe', scan: 'infected', threat: 'Eicar-Test-Signature', n: 0, medium: 'email' },
        ...{ direction: 'inbound', client: { id: ada.id, name: 'Ada' } },
      },
    ]);
    const second = (await owner.get(`scanner/held?limit=1&cursor=${first.nextCursor}`)).body;
    expect(second).toMatchObject({ items: [{ name: 'first.exe' }], nextCursor: null });
    expect((await actions()).slice(-2)).toEqual([
      ['scanner.held-read', { shown: 1 }],
      ['scanner.held-read', { shown: 1 }],
    ]);
    expect((await admin.get('scanner/held')).status).toBe(403);
    const others = [await aManager('Head').saved(core.db), await anEmployee('Anna').saved(core.db)];
    for (const other of others) {
      const page = await core.as(other);
      const tried = [await page.get('scanner'), await page.post('scanner/test'), await page.get('scanner/held')];
      expect(tried.map(({ status }) => status)).toEqual([403, 403, 403]);
    }
  });
});
