import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  aMasterKeyFile,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type LetterBuilder,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { letterReceived, type Sha256 } from '#libs/contracts';
import { EvidenceStore } from '#libs/evidence';
import { MailImportsRepository } from '../src/conversations/importing/mail-imports.repository.js';
import { MailImportWork } from '../src/conversations/importing/mail-import-work.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';
import { aZip } from './an-archive.js';
import { anMbox, MailImporter } from './an-old-mailbox.js';

interface Entry {
  id: string;
  subject: string;
  direction: string;
  occurredAt: string;
  conversationId: string;
  employee: { id: string } | null;
  flags: string[];
}

describe('letters out of an old mailbox', () => {
  let core: TestCore;
  let keys: string;
  let office: SavedChannel;
  let olena: SavedEmployee;
  let ada: SavedClient;
  let [owner, head] = [] as Caller[] as [Caller, Caller];
  let importer: MailImporter;

  beforeAll(async () => {
    // With it the threads that read letters can open them.
    keys = await mkdtemp(join(tmpdir(), 'keepline-key-'));
    core = await aCore({ env: { KEEPLINE_MASTER_KEY_FILE: await aMasterKeyFile(join(keys, 'master.key')) } });
    await aCompany().saved(core.db);
    office = await aMailbox('office@company.test').saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    olena = await anEmployee('Олена Коваль').inTeam(sales).saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    head = await core.as(await aManager('Maria').inTeam(sales).saved(core.db));
    ada = await aClient('Ada').withEmail('ada@client.test').assignedTo(olena).saved(core.db);
    importer = new MailImporter(core, owner, {
      ...{ channelId: office.id, employeeId: olena.employeeId, ownAddresses: ['Olena@Old.test'] },
      ...{ unknown: 'leave', automatic: 'leave' },
    });
  });
  afterAll(async () => {
    await core.close();
    await rm(keys, { recursive: true, force: true });
  });

  const inYear = (year: number, letter: LetterBuilder) => letter.date(`Sun, 1 Jun ${year} 12:00:00 +0000`).bytes();
  const fromAda = (subject: string) => aLetter('ada@client.test', subject).to('olena@old.test');
  const fromOlena = (subject: string) => aLetter('Olena <olena@old.test>', subject).to('ada@client.test');
  const timeline = async (card: { id: string } = ada): Promise<Entry[]> =>
    (await owner.get(`clients/${card.id}/timeline?limit=100`)).body.items as Entry[];
  const subjects = async (card: { id: string } = ada) => (await timeline(card)).map(({ subject }) => subject);
  const count = async (table: string, where = 'true') =>
    (await core.db.query<{ n: number }>(`select count(*)::int as n from core.${table} where ${where}`))[0]!.n;
  const aCard = (name: string) => aClient(name).withEmail(`${name}@client.test`).assignedTo(olena).saved(core.db);

  it('stand on the cards with their true dates, in the direction that the addresses tell, and each once', async () => {
    const first = fromAda('First').id('<first@client.test>');
    const bytes = anMbox([
      inYear(2012, first),
      inYear(2013, fromOlena('Re: First').answering('<first@client.test>')),
      inYear(2012, first),
      inYear(2014, aLetter('olena@old.test', 'Among us').to('office@company.test')),
      inYear(2014, aLetter('stranger@nowhere.test', 'Who').to('olena@old.test')),
      inYear(2014, aLetter('stranger@nowhere.test', 'Who again').to('olena@old.test')),
      inYear(2014, aLetter('news@shop.test', 'Sale').with('List-Id: <news.shop.test>')),
      inYear(
        2014,
        aLetter('mailer-daemon@mx.test', 'Undelivered').with(
          'Content-Type: multipart/report; report-type=delivery-status',
        ),
      ),
      inYear(2015, fromAda('A letter\nof no use')),
    ]);
    const uploaded = await importer.upload(bytes, { pieceBytes: 700 });
    expect(uploaded).toMatchObject({ state: 'ready', kind: 'mbox', size: bytes.length, uploadedBytes: bytes.length });
    const verdicts = { placed: 3, twice: 1, internal: 1, unknown: 2, 'automatic-left': 1, bounce: 1 };

    const checked = await importer.check(uploaded.id);
    expect(checked.found).toEqual({ letters: 9, outbound: 1, automatic: 0, verdicts });
    expect(await subjects()).toEqual([]);
    const { body: found } = await owner.get(`mail-imports/${uploaded.id}/found`);
    expect(found).toMatchObject({ clients: [{ client: { id: ada.id, name: 'Ada' }, letters: 3 }] });
    expect(found['unknown']).toEqual([{ address: 'stranger@nowhere.test', letters: 2, automatic: 0 }]);

    const done = await importer.run(uploaded.id);
    expect(done).toMatchObject({ did: { letters: 9, outbound: 1, verdicts }, totalLetters: 9, code: null });
    const entries = await timeline();
    expect(entries.map(({ subject, direction, occurredAt }) => [subject, direction, occurredAt])).toEqual([
      ['A letter', 'inbound', '2015-06-01T12:00:00.000Z'],
      ['Re: First', 'outbound', '2013-06-01T12:00:00.000Z'],
      ['First', 'inbound', '2012-06-01T12:00:00.000Z'],
    ]);
    expect(entries.map(({ employee }) => employee?.id ?? null)).toEqual([null, olena.employeeId, null]);
    expect(entries[1]!.conversationId).toBe(entries[2]!.conversationId);

    const { text, headers } = await owner.get(`mail-imports/${done.id}/report?language=uk`);
    expect(headers.get('content-disposition')).toContain('attachment');
    const lines = text.split('\r\n');
    expect(lines).toHaveLength(7);
    expect(lines[1]).toContain('Among us');
    expect(lines[2]).toBe(
      '5,2014-06-01T12:00:00.000Z,stranger@nowhere.test,Who,,unknown,Ні в кого з адресатів немає картки. Створіть її й завантажте скриньку ще раз: уже завантажене лишиться як є.',
    );
    const listed = (await owner.get(`mail-imports/${done.id}/left-out?verdict=bounce`)).body.items;
    expect(listed).toMatchObject([{ number: 8, verdict: 'bounce', subject: 'Undelivered' }]);
    const actions = await core.db.query<{ action: string }>(
      `select action from core.journal where subject_id = $1 and kind = 'audit' order by at, seq`,
      [done.id],
    );
    expect(actions.map(({ action }) => action.replace('mail-import.', ''))).toEqual([
      ...['uploaded', 'checked', 'found-read', 'started', 'finished', 'report-read', 'left-out-read'],
    ]);
  });

  it('that are here already, by whatever way, come no second time', async () => {
    const card = await aCard('captured');
    const letter = aLetter('captured@client.test', 'Known').to('office@company.test');
    await core.tell(letterReceived, letter.into(office.id));
    const { did } = await importer.bring(anMbox([letter.bytes()]));
    expect(did!.verdicts).toEqual({ known: 1 });
    const again = await importer.bring(aZip([['a.eml', letter.bytes()]]));
    expect(again.did!.verdicts).toEqual({ known: 1 });
    expect(await subjects(card)).toEqual(['Known']);
  });

  it('are history: nobody is told, answered or copied to, nobody waits, and what sleeps sleeps on', async () => {
    const card = await aCard('quiet');
    const live = await aKeptLetter('quiet@client.test', 'Live').on(card).through(office).daysAgo(3).saved(core.db);
    const done = await aKeptLetter('quiet@client.test', 'Done').on(card).through(office).daysAgo(3).saved(core.db);
    await core.db.query(
      `update core.conversation set state = 'snoozed', snoozed_until = now() + interval '1 day', waiting_since = null where id = $1`,
      [live.conversationId],
    );
    await core.db.query(`update core.conversation set state = 'done', waiting_since = null where id = $1`, [
      done.conversationId,
    ]);
    await core.db.query(
      `insert into core.copy_rule (id, channel_id, direction, target, address, created_at)
       values (gen_random_uuid(), null, 'both', 'address', 'archive@company.test', '2000-01-01')`,
    );
    await core.db.query(
      `insert into core.channel_hours (channel_id, opening, after_hours) values ($1, '{}', '{"enabled": true}')`,
      [office.id],
    );
    await owner.post('webhooks', {
      name: 'X',
      url: 'http://127.0.0.1:9/',
      events: ['interaction.captured', 'conversation.changed'],
    });
    const before = await Promise.all(
      ['notice', 'delivery', 'webhook_delivery', 'waiting', 'arrival', 'outbox'].map((one) => count(one)),
    );
    const now = new Date(Date.now() - 60_000).toUTCString();
    const fresh = (letter: LetterBuilder) => letter.date(now).bytes();
    const { did } = await importer.bring(
      anMbox([
        fresh(aLetter('quiet@client.test', 'New one').to('olena@old.test')),
        fresh(aLetter('quiet@client.test', 'Re: Live').answering(live.messageId)),
        fresh(aLetter('olena@old.test', 'Re: Done').to('quiet@client.test').answering(done.messageId)),
      ]),
    );
    expect(did!.verdicts).toEqual({ placed: 3 });
    expect(await count('conversation', `client_id = '${card.id}' and waiting_since is not null`)).toBe(0);
    const states = await core.db.query<{ subject: string; state: string }>(
      `select subject, state from core.conversation where client_id = $1 order by subject`,
      [card.id],
    );
    expect(states).toEqual([
      { subject: 'Done', state: 'done' },
      { subject: 'Live', state: 'snoozed' },
      { subject: 'New one', state: 'done' },
    ]);
    const after = await Promise.all(
      ['notice', 'delivery', 'webhook_delivery', 'waiting', 'arrival', 'outbox'].map((one) => count(one)),
    );
    expect(after).toEqual(before);

    // A client who goes on with an old conversation now is heard as ever.
    const answer = aLetter('quiet@client.test', 'Re: New one').date(new Date().toUTCString(), new Date().toISOString());
    const [old] = (await timeline(card)).filter(({ subject }) => subject === 'New one');
    const [{ messageId }] = (await core.db.query<{ messageId: string }>(
      `select message_id as "messageId" from core.interaction where id = $1`,
      [old!.id],
    )) as [{ messageId: string }];
    await core.tell(letterReceived, answer.answering(messageId).into(office.id));
    expect(
      await count('conversation', `id = '${old!.conversationId}' and state = 'open' and waiting_since is not null`),
    ).toBe(1);
  });

  it('of nobody who has a card are kept for the tray where that was chosen, and automatic ones too', async () => {
    const bytes = anMbox([
      inYear(2014, aLetter('tray@nowhere.test', 'For the tray').to('olena@old.test')),
      inYear(2014, fromAda('Away').with('Auto-Submitted: auto-replied')),
    ]);
    const { did } = await importer.bring(bytes, { unknown: 'keep', automatic: 'keep' });
    expect(did).toEqual({ letters: 2, outbound: 0, automatic: 1, verdicts: { unplaced: 1, placed: 1 } });
    const tray = (await owner.get('unplaced')).body.items as { subject: string }[];
    expect(tray.map(({ subject }) => subject)).toContain('For the tray');
    expect(await subjects()).toContain('Away');
  });

  it('are kept as they were before the file quoted them, read like any other, and found', async () => {
    const card = await aCard('found');
    await importer.bring(
      anMbox([inYear(2014, aLetter('found@client.test', 'Contract').body('the lighthouse keeper\n\n>From here on\n'))]),
    );
    const [entry] = await timeline(card);
    const [{ sha256 }] = (await core.db.query<{ sha256: string }>(
      `select evidence_sha256 as sha256 from core.interaction where id = $1`,
      [entry!.id],
    )) as [{ sha256: string }];
    const original = await core.app.get(EvidenceStore, { strict: false }).read(sha256 as Sha256, 10_000);
    expect(original.toString()).toContain('\n>From here on\n');
    await eventually(async () => expect((await owner.get('search?q=lighthouse')).text).toContain('Contract'), {
      withinMs: 30_000,
    });
  });

  it('go on where the work stood, whenever it ended', async () => {
    const card = await aCard('many');
    const letters = Array.from({ length: 170 }, (_, n) =>
      inYear(2014, aLetter('many@client.test', `n${String(n).padStart(3, '0')}`)),
    );
    const { id } = await importer.upload(anMbox(letters));
    await importer.check(id);
    // The process ends in the middle of the second batch, its transaction with it.
    const repository = core.app.get(MailImportsRepository, { strict: false });
    const progress = repository.progress.bind(repository);
    let batches = 0;
    repository.progress = async (...given: Parameters<typeof progress>) => {
      if (++batches === 2) throw Object.assign(new Error('gone'), { code: '40P01' });
      return progress(...given);
    };
    await importer.act(id, 'start');
    const done = await importer.until(id, 'done');
    expect(batches).toBe(5);
    repository.progress = progress;
    expect(done.did!.verdicts).toEqual({ placed: 170 });
    expect(await count('interaction', `client_id = '${card.id}'`)).toBe(170);
    expect(await count('mail_import_letter', `import_id = '${id}'`)).toBe(170);
  });

  it('stand still when somebody says so, and go on; what is stopped can be undone', async () => {
    const card = await aCard('paused');
    const letters = Array.from({ length: 130 }, (_, n) => inYear(2014, aLetter('paused@client.test', `n${n}`)));
    const { id } = await importer.upload(anMbox(letters));
    await importer.check(id);
    const work = core.app.get(MailImportWork, { strict: false });
    const tell = work.tell.bind(work);
    let told = 0;
    const first = new Promise<void>((resolve) => {
      work.tell = (tx, importId) => {
        tell(tx, importId);
        if (++told === 1) tx.afterCommit(() => void importer.act(id, 'pause').then(resolve));
      };
    });
    await importer.act(id, 'start');
    await first;
    work.tell = tell;
    const paused = await importer.until(id, 'paused');
    expect(paused.doneLetters).toBeLessThan(130);
    const { status, body } = await owner.post(`mail-imports/${id}/undo`);
    expect([status, body.code]).toEqual([409, 'mail-import.state-conflict']);
    await importer.act(id, 'resume');
    await importer.until(id, 'done');
    expect(await count('interaction', `client_id = '${card.id}'`)).toBe(130);
  });

  it('are taken off the cards again, but for what somebody has gone on with; and come back when they come again', async () => {
    const card = await aCard('undone');
    const letter = (subject: string) => aLetter('undone@client.test', subject).to('olena@old.test');
    const [gone, pinned, answered, live] = [
      letter('Gone'),
      letter('Pinned'),
      letter('Answered').id('<answered@x.test>'),
      letter('Live too'),
    ];
    const bytes = anMbox([gone, pinned, answered, live].map((one) => inYear(2014, one)));
    const { id } = await importer.bring(bytes);
    const entries = await timeline(card);
    const idOf = (subject: string) => entries.find((one) => one.subject === subject)!.id;
    await owner.put(`clients/${card.id}/pins/${idOf('Pinned')}`);
    await core.tell(letterReceived, letter('Re: Answered').answering('<answered@x.test>').into(office.id));
    await core.tell(letterReceived, live.into(office.id));
    const undone = await importer.undo(id);
    expect(undone.undid).toEqual({ withdrawn: 1, left: { pinned: 1, continued: 1, 'seen-elsewhere': 1 } });
    expect((await subjects(card)).sort()).toEqual(['Answered', 'Live too', 'Pinned', 'Re: Answered']);
    expect((await owner.get(`interactions/${idOf('Gone')}`)).status).toBe(200);
    const tray = (await owner.get('unplaced')).body.items as { id: string }[];
    expect(tray.map((one) => one.id)).not.toContain(idOf('Gone'));
    expect(await count('conversation', `subject = 'Gone'`)).toBe(0);

    const again = await importer.bring(bytes);
    expect(again.did!.verdicts).toEqual({ placed: 1, known: 3 });
    expect((await subjects(card)).sort()).toEqual(['Answered', 'Gone', 'Live too', 'Pinned', 'Re: Answered']);
    // One that is withdrawn and arrives through a channel is there again too.
    await importer.undo(again.id);
    await core.tell(letterReceived, gone.into(office.id));
    expect(await subjects(card)).toContain('Gone');
    expect(await count('interaction', `subject = 'Gone' and client_id = '${card.id}'`)).toBe(1);
  });

  it('are the owner’s business, and no program’s', async () => {
    const { id } = await importer.upload(anMbox([inYear(2014, fromAda('Mine'))]));
    for (const path of ['mail-imports', `mail-imports/${id}`, `mail-imports/${id}/found`, `mail-imports/${id}/report`])
      expect((await head.get(path)).status).toBe(403);
    expect((await head.post('mail-imports/files', { name: 'x', size: 1 })).status).toBe(403);
    const granted = (await owner.get('tokens')).body['grantable'] as string[];
    expect(granted).not.toContain('mail.import');
  });

  it('come in pieces, one after the other, and nothing that holds none', async () => {
    const bytes = anMbox([inYear(2014, fromAda('In pieces'))]);
    const { id } = await importer.begin('pieces.mbox', bytes.length);
    const said = async (n: number, piece: Buffer) => {
      const { status, body } = await importer.piece(id, n, piece);
      return [status, body.code ?? body['pieces']];
    };
    expect(await said(1, bytes)).toEqual([409, 'mail-import.piece-conflict']);
    expect(await said(0, Buffer.concat([bytes, bytes]))).toEqual([413, 'mail-import.too-large']);
    expect(await said(0, bytes.subarray(0, 10))).toEqual([200, 1]);
    // The answer got lost, and the page sends it again.
    expect(await said(0, bytes.subarray(0, 10))).toEqual([200, 1]);
    expect(await said(1, bytes.subarray(10))).toEqual([200, 2]);
    expect(await said(1, bytes.subarray(10))).toEqual([200, 2]);
    const other = await importer.begin('x.csv', 5);
    expect((await importer.piece(other.id, 0, Buffer.from('a;b;c'))).body.code).toBe('mail-import.no-letters');
    const outlook = await importer.begin('x.pst', 4);
    expect((await importer.piece(outlook.id, 0, Buffer.from('!BDN'))).body.code).toBe('mail-import.outlook');
    const { status, body } = await owner.post(`mail-imports/${id}/check`, {
      ...importer.plan,
      ownAddresses: ['nobody'],
    });
    expect([status, body.code]).toEqual([400, 'mail-import.plan-invalid']);
  });
});
