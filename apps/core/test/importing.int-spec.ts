import iconv from 'iconv-lite';
import type { DatabaseScope } from '#libs/database';
import {
  aClient,
  aCompany,
  aMailbox,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type SavedEmployee,
} from '#libs/testing';
import { Importer } from './a-client-file.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

type Card = Record<string, unknown> & {
  contactPoints: { kind: string; value: string; source: string }[];
  tags: { name: string }[];
  fields: Record<string, string>;
};

describe('clients out of a file', () => {
  let core: TestCore;
  let olena: SavedEmployee;
  let [owner, heads] = [] as Caller[] as [Caller, Caller];
  let importer: Importer;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    await aMailbox('office@company.test').saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    olena = await anEmployee('Олена Коваль').inTeam(sales).saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    heads = await core.as(await aManager('Maria').inTeam(sales).saved(core.db));
    importer = new Importer(core, owner);
    await owner.post('card-fields', { label: 'ИНН', key: 'tax', kind: 'text', format: '99999999' });
  });
  afterAll(() => core.close());

  const idsOf = async (name: string): Promise<string[]> =>
    (await core.db.query<{ id: string }>(`select id from core.client where name = $1 order by id`, [name])).map(
      ({ id }) => id,
    );
  const card = async (name: string): Promise<Card> =>
    (await owner.get(`clients/${(await idsOf(name))[0]!}`)).body as unknown as Card;
  const actions = async (subject: string) =>
    (
      await core.db.query<{ action: string }>(
        `select action from core.journal where subject_id = $1 and kind = 'audit' order by at, seq`,
        [subject],
      )
    ).map(({ action }) => action);

  it('are brought in as a Ukrainian spreadsheet wrote them', async () => {
    const text = [
      'ПІБ;Телефони;Ел. пошта;Компанія;Відповідальний;Теги;ИНН;Примітки',
      '"Шевченко Ірина";"(044) 123-45-67, +380 67 000 00 01";Iryna@Example.test;"ТОВ ""Ромашка""";Олена Коваль;VIP, опт;12345678;так',
      'Бондар Петро;=" 0671112233";;ТОВ "Ромашка";;;;',
    ].join('\r\n');
    const uploaded = await importer.upload(text, { encoding: 'windows-1251', name: 'клієнти.csv' });
    expect(uploaded).toMatchObject({
      ...{ name: 'клієнти.csv', state: 'uploaded', totalRows: null },
      reading: { encoding: 'windows-1251', delimiter: ';', header: true },
    });
    const { columns } = await importer.preview(uploaded.id);
    expect(columns.map(({ heading, guess }) => [heading, guess])).toEqual([
      ['ПІБ', 'name'],
      ['Телефони', 'phone'],
      ['Ел. пошта', 'email'],
      ['Компанія', 'company'],
      ['Відповідальний', 'responsible'],
      ['Теги', 'tags'],
      ['ИНН', 'field:tax'],
      ['Примітки', 'ignore'],
    ]);
    expect(columns[0]!.samples).toEqual(['Шевченко Ірина', 'Бондар Петро']);

    const checked = await importer.check(uploaded.id);
    expect(checked).toMatchObject({ totalRows: 2, found: { created: 2, companies: 1, failed: 0, maybe: 0, twice: 0 } });
    expect(await idsOf('Шевченко Ірина')).toEqual([]);

    const done = await importer.run(uploaded.id);
    expect(done).toMatchObject({ did: { created: 2, companies: 1, changed: 0, failed: 0 }, code: null });
    const iryna = await card('Шевченко Ірина');
    expect(iryna).toMatchObject({
      ...{ kind: 'person', stage: 'sales', responsible: { id: olena.employeeId }, team: { name: 'Sales' } },
      ...{ company: { name: 'ТОВ "Ромашка"' }, fields: { tax: '12345678' } },
    });
    expect(iryna.contactPoints.map(({ kind, value, source }) => [kind, value, source])).toEqual([
      ['phone', '+380441234567', 'imported'],
      ['phone', '+380670000001', 'imported'],
      ['email', 'iryna@example.test', 'imported'],
    ]);
    expect(iryna.tags.map(({ name }) => name)).toEqual(['VIP', 'опт']);
    expect((await card('Бондар Петро')).contactPoints.map(({ value }) => value)).toEqual(['+380671112233']);
    expect(await idsOf('ТОВ "Ромашка"')).toHaveLength(1);
    const { items } = (await owner.get(`clients/${String(iryna['id'])}/changes`)).body;
    const fields = (items as { changes: { field: string; to: string }[] }[]).flatMap(({ changes }) => changes);
    expect(fields).toContainEqual(expect.objectContaining({ field: 'imported', to: 'клієнти.csv' }));
    expect(await actions(done.id)).toEqual([
      'import.uploaded',
      'import.file-read',
      'import.file-read',
      'import.started',
      'import.finished',
    ]);
    const alerts = await core.db.query<{ details: object }>(
      `select details from core.alert where code = 'clients.imported' and details ->> 'name' = 'клієнти.csv'`,
    );
    expect(alerts).toEqual([{ details: { name: 'клієнти.csv', created: 3, changed: 0 } }]);
  });

  it('of a heading that was mapped once are mapped so the next time', async () => {
    const { id } = await importer.upload('Кто это,Связь\nАнна,anna@remember.test\n');
    expect((await importer.preview(id)).columns.map(({ guess }) => guess)).toEqual(['ignore', 'email']);
    await importer.check(id, { columns: ['name', 'email'] });
    const again = await importer.upload('кто  это:,x\nОлег,1\n');
    expect((await importer.preview(again.id)).columns[0]!.guess).toBe('name');
  });

  it('are read in every encoding of this part of the world, and otherwise as somebody says', async () => {
    const text = 'ФИО\tТелефон\r\nЕкатерина Ёлкина\t+380501112233\r\n';
    const read = async (bytes: Buffer) => (await importer.send('a.csv', bytes)).body as { reading?: object };
    const bom = Buffer.from([0xff, 0xfe]);
    expect(await read(Buffer.concat([bom, iconv.encode(text, 'utf-16le')]))).toMatchObject({
      reading: { encoding: 'utf-16le', delimiter: '\t', header: true },
    });
    expect(await read(iconv.encode(text, 'utf-16be'))).toMatchObject({ reading: { encoding: 'utf-16be' } });
    expect(await read(iconv.encode(text, 'utf8', { addBOM: true }))).toMatchObject({ reading: { encoding: 'utf-8' } });
    expect(await read(iconv.encode(text, 'koi8-u'))).toMatchObject({ reading: { encoding: 'koi8-u' } });
    const { id } = await importer.upload(text.replaceAll('\t', '|'), { encoding: 'windows-1251' });
    expect((await importer.preview(id)).columns.map(({ heading }) => heading)).toEqual(['ФИО', 'Телефон']);
    const otherwise = await importer.preview(id, '?encoding=koi8-u&delimiter=%7C&header=false');
    expect(otherwise).toMatchObject({
      reading: { encoding: 'koi8-u', delimiter: '|', header: false },
      columns: [{ heading: '', samples: ['тхн', expect.any(String)] }, { heading: '' }],
    });
  });

  it('of a file that is none are refused with the reason, and nothing is kept of it', async () => {
    const refused = async (bytes: Buffer) => {
      const { status, body } = await importer.send('a.csv', bytes);
      return [status, body.code, (body['details'] as { because?: string } | undefined)?.because];
    };
    const before = await core.db.query(`select from core.client_import`);
    expect(await refused(Buffer.from('504b030414000600', 'hex'))).toEqual([422, 'import.not-text', 'spreadsheet']);
    expect(await refused(Buffer.from('89504e470d0a1a0a0000000d0000', 'hex'))).toEqual([
      422,
      'import.not-text',
      'binary',
    ]);
    expect(await refused(Buffer.from(' \r\n'))).toEqual([422, 'import.empty', undefined]);
    expect(await core.db.query(`select from core.client_import`)).toHaveLength(before.length);
  });

  it('of a file with a quotation mark that nobody closes stop where it begins', async () => {
    const { id } = await importer.upload(`name,email\nFine,fine@broken.test\n"open,x\n${'y,z\n'.repeat(100_000)}`);
    const { reading } = await importer.preview(id);
    const plan = { columns: ['name', 'email'], kind: 'person', stage: 'sales', responsibleId: null };
    await owner.post(`imports/${id}/check`, { reading, plan: { ...plan, existing: 'skip', maybe: 'leave' } });
    const stopped = await eventually(async () => {
      const view = await importer.get(id);
      expect(view.code).not.toBeNull();
      return view;
    });
    expect(stopped).toMatchObject({ state: 'uploaded', code: 'import.file-broken', details: { line: 3 } });
  });

  it('are the owner’s to bring in, and no program’s', async () => {
    expect((await heads.get('imports')).body.code).toBe('access.forbidden');
    const { status } = await new Importer(core, heads).send('a.csv', Buffer.from('name\nA\n'));
    expect(status).toBe(403);
    const granted = (await owner.get('tokens')).body['grantable'] as string[];
    expect(granted).not.toContain('clients.import');
    const missing = await owner.get('imports/01900000-0000-7000-8000-000000000000');
    expect([missing.status, missing.body.code]).toEqual([404, 'import.not-found']);
    const { id } = await importer.upload('name,email\nA,a@plan.test\n');
    const early = await owner.post(`imports/${id}/start`);
    expect([early.status, early.body.code]).toEqual([409, 'import.state-conflict']);
    const { reading } = await importer.preview(id);
    const plan = { kind: 'person', stage: 'sales', responsibleId: null, existing: 'fill', maybe: 'leave' };
    const because = async (...columns: string[]) => {
      const { body } = await owner.post(`imports/${id}/check`, { reading, plan: { ...plan, columns } });
      return [body.code, (body['details'] as { because: string }).because];
    };
    expect(await because('ignore', 'tags')).toEqual(['import.plan-invalid', 'nobody']);
    expect(await because('name', 'name')).toEqual(['import.plan-invalid', 'twice']);
    expect(await because('name', 'field:nonsense')).toEqual(['import.plan-invalid', 'field']);
  });

  describe('that cannot be read', () => {
    const text = [
      'Имя;Телефон;E-mail;Тип;Ответственный;ИНН;Теги',
      'Хороший;+380500000101;;;;;',
      ';;;;;;метка',
      'Плохая почта;;nonsense;;;;',
      '"Две\nстроки";123;;;;;',
      'Округлён;3.805E+11;;;;;',
      'Кто;;who@mend.test;зверь;;;',
      'Чей;;whose@mend.test;;Никто;;',
      'Поле;;field@mend.test;;;12;',
      'Наш;;office@company.test;;;;',
      'Снова;380500000101;;;;;',
      '=cmd|calc;;formula@@mend.test;;;;',
      'Лишнее;;more@mend.test;;;;;x',
    ].join('\n');

    it('are told by line and code, and the rest comes in', async () => {
      const { id } = await importer.upload(text);
      const checked = await importer.check(id);
      expect(checked.found).toMatchObject({ created: 1, failed: 10, twice: 1, codes: { 'email-invalid': 2 } });
      const expected = [
        [3, 'name-missing', {}],
        [4, 'email-invalid', { column: 2, because: 'no-at-sign' }],
        [5, 'phone-invalid', { column: 1, because: 'length' }],
        [7, 'number-rounded', { column: 1 }],
        [8, 'kind-unknown', {}],
        [9, 'responsible-unknown', {}],
        [10, 'field-invalid', { field: 'ИНН', because: 'format' }],
        [11, 'address-ours', {}],
        [12, 'line-twice', { line: 2 }],
        [13, 'email-invalid', { column: 2, because: expect.any(String) as string }],
        [14, 'cells-too-many', {}],
      ];
      expect((await importer.problems(id)).map((one) => [one.line, one.code, one.details])).toEqual(expected);
      const done = await importer.run(id);
      expect(done.did).toMatchObject({ created: 1, failed: 10, twice: 1 });
      expect((await importer.problems(id)).map((one) => [one.line, one.code, one.details])).toEqual(expected);
    });

    it('come back as a file in their own encoding, safe to open, which goes in once it is mended', async () => {
      const { id } = await importer.upload(text, { encoding: 'windows-1251', name: 'заявки.csv' });
      await importer.check(id);
      const response = await fetch(new URL(`imports/${id}/errors?language=ru`, core.url), { headers: owner.headers });
      expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('заявки - ошибки.csv'));
      const lines = iconv.decode(Buffer.from(await response.arrayBuffer()), 'windows-1251').split('\r\n');
      expect(lines[0]).toBe('Имя;Телефон;E-mail;Тип;Ответственный;ИНН;Теги;Строка;Ошибка;Что сделать');
      expect(lines[1]).toBe(';;;;;;метка;3;name-missing;Впишите имя, адрес почты или номер телефона.');
      expect(lines.find((line) => line.includes('calc'))).toMatch(/^'=cmd\|calc;/);
      expect(lines.find((line) => line.includes(';12;line-twice;'))).toContain('Строка 2 о том же клиенте');

      const mended = lines.join('\r\n').replace('formula@@', 'formula@').replace('зверь', 'компания');
      const again = await importer.upload(mended, { encoding: 'windows-1251' });
      const { columns } = await importer.preview(again.id);
      await importer.check(again.id, { columns: columns.map(({ guess }, at) => (at < 7 ? guess : 'ignore')) });
      expect((await importer.run(again.id)).did).toMatchObject({ created: 3, unchanged: 1, failed: 8 });
      expect(await idsOf('=cmd|calc')).toHaveLength(1);
      expect(await card('Кто')).toMatchObject({ kind: 'company' });
    });
  });

  describe('who are here already', () => {
    const text = (of: string, name: string) =>
      `name,email,phone,ИНН,tags\n${name},${of}@here.test,+380509990000,11112222,New\n`;
    const here = async (of: string) => {
      const saved = await aClient(`Here ${of}`).withEmail(`${of}@here.test`).saved(core.db);
      await owner.patch(`clients/${saved.id}`, { fields: { tax: '99998888' } });
      return saved.id;
    };
    const now = async (id: string) => (await owner.get(`clients/${id}`)).body as unknown as Card;

    it('stay as they are where that was chosen', async () => {
      const id = await here('skip');
      const { did } = await importer.bring(text('skip', 'Other'), { existing: 'skip' });
      expect(did).toMatchObject({ created: 0, changed: 0, skipped: 1 });
      expect(await now(id)).toMatchObject({ name: 'Here skip', tags: [], fields: { tax: '99998888' } });
    });

    it('get what they do not have yet, or what the file says', async () => {
      const id = await here('fill');
      expect((await importer.bring(text('fill', 'Other'), { existing: 'fill' })).did).toMatchObject({ changed: 1 });
      const filled = await now(id);
      expect(filled).toMatchObject({ name: 'Here fill', fields: { tax: '99998888' }, tags: [{ name: 'New' }] });
      expect(filled.contactPoints.map(({ value }) => value)).toEqual(['fill@here.test', '+380509990000']);
      await importer.bring(text('fill', 'Said by the file'), { existing: 'overwrite' });
      expect(await now(id)).toMatchObject({ name: 'Said by the file', fields: { tax: '11112222' } });
      const { did } = await importer.bring(text('fill', 'Said by the file'), { existing: 'overwrite' });
      expect(did).toMatchObject({ changed: 0, unchanged: 1 });
    });

    it('on two cards, or by name alone, are for a person to decide', async () => {
      const [a, b] = [await here('one'), await here('two')];
      await aClient('Тарас Мельник').saved(core.db);
      const both = await importer.upload(
        'name,email\nBoth,"one@here.test; two@here.test"\nTaras Melnyk,taras@new.test\n',
      );
      await importer.check(both.id);
      expect(await importer.problems(both.id)).toEqual([
        { line: 2, code: 'several-cards', details: { cards: expect.arrayContaining([a, b]) as string[] } },
        { line: 3, code: 'maybe-known', details: { cards: await idsOf('Тарас Мельник') } },
      ]);
      const { found } = await importer.check(both.id, { maybe: 'create' });
      expect(found).toMatchObject({ created: 1, maybe: 1, failed: 1 });
    });
  });

  describe('brought in by mistake', () => {
    it('go again, unless somebody touched them since; what was changed is as before', async () => {
      const fields = { tax: '55556666' };
      const old = await aClient('Old').withEmail('old@undo.test').saved(core.db);
      const kept = await aClient('Kept').withEmail('kept@undo.test').saved(core.db);
      for (const { id } of [old, kept]) await owner.patch(`clients/${id}`, { fields });
      const done = await importer.bring(
        [
          'name,email,ИНН,company,responsible,tags',
          'Gone,gone@undo.test,,Undo Ltd,,',
          'Touched,touched@undo.test,,,,',
          'Renamed,old@undo.test,77778888,,Олена Коваль,Undone',
          'Kept too,kept@undo.test,77778888,,,',
        ].join('\n'),
        { existing: 'overwrite' },
      );
      expect(done.did).toMatchObject({ created: 2, companies: 1, changed: 2 });
      expect((await card('Renamed'))['responsible']).toMatchObject({ id: olena.employeeId });
      const touched = (await idsOf('Touched'))[0]!;
      await owner.post(`clients/${touched}/notes`, { text: 'Called them' });
      await owner.patch(`clients/${kept.id}`, { name: 'Known better' });

      const undone = await importer.undo(done.id);
      expect(undone.undid).toEqual({ removed: 2, restored: 1, left: { 'in-use': 1, 'changed-in-part': 1 } });
      expect([await idsOf('Gone'), await idsOf('Undo Ltd')]).toEqual([[], []]);
      expect(await card('Touched')).toMatchObject({ contactPoints: [{ value: 'touched@undo.test' }] });
      expect(await card('Old')).toMatchObject({ responsible: null, tags: [], fields: { tax: '55556666' } });
      expect(await card('Known better')).toMatchObject({ fields: { tax: '55556666' } });
      const { items } = (await owner.get(`imports/${done.id}/cards?which=left`)).body;
      expect(items).toEqual([
        { line: 3, made: true, leftCode: 'in-use', client: { id: touched, name: 'Touched' } },
        { line: 5, made: false, leftCode: 'changed-in-part', client: { id: kept.id, name: 'Known better' } },
      ]);
      expect(await actions(done.id)).toEqual(expect.arrayContaining(['import.undo-started', 'import.undone']));
      expect((await owner.post(`imports/${done.id}/undo`)).body.code).toBe('import.state-conflict');
    });

    it('are the only cards that the database lets go, and only to whoever sees all', async () => {
      const { id } = await importer.bring('name,email\nWalled,walled@undo.test\n');
      const other = await aClient('Never imported').saved(core.db);
      const [walled] = await idsOf('Walled');
      const takeBack = (scope: DatabaseScope) =>
        core.db
          .uow('core')
          .as(scope, (tx) => tx.query(`select from take_back_imported($1, $2)`, [id, [walled, other.id]]));
      const { employeeId, teamIds } = olena;
      expect(await takeBack({ is: 'viewer', sees: 'team', employeeId, teamIds })).toHaveLength(0);
      expect(await idsOf('Walled')).toHaveLength(1);
      expect(await takeBack({ is: 'viewer', sees: 'all', employeeId, teamIds: [] })).toHaveLength(1);
      expect([await idsOf('Walled'), await idsOf('Never imported')]).toEqual([[], [other.id]]);
    });

    it('go within thirty days', async () => {
      const { id } = await importer.bring('name,email\nLate,late@undo.test\n');
      await core.db.query(`update core.client_import set ended_at = now() - interval '31 days' where id = $1`, [id]);
      expect((await owner.post(`imports/${id}/undo`)).body).toMatchObject({
        ...{ code: 'import.undo-too-late', details: { days: 30 } },
      });
      expect(await idsOf('Late')).toHaveLength(1);
    });
  });
});
