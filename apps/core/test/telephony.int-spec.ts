import { engineChanged, trunkChanged, type TrunkId } from '#libs/contracts';
import { OperationalError, UserError } from '#libs/errors';
import {
  aCompany,
  aMasterKey,
  anEmployee,
  anExtension,
  anOwner,
  aTeam,
  eventually,
  numberSettings,
  trunkSettings,
  type SavedEmployee,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';

const secret = 'hunter2 hunter2';

/** 16-bit mono PCM WAV of so many milliseconds of silence. */
function wave(milliseconds: number, rate = 8_000): Buffer {
  const data = Buffer.alloc((rate * 2 * milliseconds) / 1_000);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

describe('telephone lines', () => {
  let core: TestCore;
  let owner: Caller;
  let admin: Caller;
  let anna: SavedEmployee;
  let annas: Caller;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
    anna = await anEmployee('Anna').saved(core.db);
    annas = await core.as(anna);
  });
  beforeEach(() => (core.telephony.refuse = null));
  afterAll(() => core.close());

  describe('an address that is kept out', () => {
    it('is seen by whoever manages telephony, let in by them alone, and that is on record', async () => {
      const until = '2026-11-25T12:30:00.000Z';
      core.telephony.blocked = ['203.0.113.7', '2001:db8::7'].map((address) => ({
        address,
        failures: 10,
        times: 1,
        until,
      }));
      const path = 'telephony/blocked-addresses';
      expect((await admin.get(path)).body.items).toEqual(core.telephony.blocked);
      expect([(await annas.get(path)).status, (await annas.delete(`${path}/203.0.113.7`)).status]).toEqual([403, 403]);
      expect((await admin.delete(`${path}/${encodeURIComponent('2001:db8::7')}`)).status).toBe(204);
      expect(core.telephony.blocked.map(({ address }) => address)).toEqual(['203.0.113.7']);
      const again = await admin.delete(`${path}/2001:db8::7`);
      expect([again.status, again.body.code]).toEqual([404, 'block.not-found']);
      expect((await admin.delete(`${path}/everybody`)).status).toBe(400);
      const lifted = await core.db.query(
        `select body from core.journal where action = 'telephony.block-lifted' order by seq`,
      );
      expect(lifted[0]).toMatchObject({ body: { address: '2001:db8::7' } });
    });
  });

  const trunkBody = (name: string, change = {}) => ({ name, settings: trunkSettings(), password: secret, ...change });
  const aSavedTrunk = async (name: string): Promise<string> =>
    (await admin.post('trunks', trunkBody(name))).body['id'] as string;
  const numberBody = (trunkId: string, number: string, settings = {}) => ({
    ...{ name: `Line ${number}`, number, settings: numberSettings(trunkId, settings) },
  });
  const told = (id: string) => core.telephony.trunk(id);

  describe('a trunk', () => {
    it('is told to the role with a sealed password that nobody is ever shown', async () => {
      const { status, body, text } = await admin.post('trunks', trunkBody('Sealed'));
      expect([status, body['hasPassword'], body['state'], body['enabled']]).toEqual([201, true, 'off', true]);
      const state = told(body['id'] as string)!;
      expect(state).toMatchObject({ settings: { host: 'sip.provider.test' }, enabled: true, numbers: [] });
      expect(aMasterKey().unsealText(state.password!, 'trunk-password')).toBe(secret);
      const tables = await core.db.query<{ t: string }>(
        `select t::text as t from core.trunk t union all select j::text from core.journal j`,
      );
      const everything = [text, JSON.stringify(core.telephony.trunks), JSON.stringify(core.lines)];
      expect([...everything, ...tables.map(({ t }) => t)].filter((where) => where.includes('hunter2'))).toEqual([]);
    });

    it('that the role refuses is shown to nobody, and a change that it refuses is taken back', async () => {
      const id = await aSavedTrunk('Kept');
      core.telephony.refuse = new UserError('telephony.host-invalid');
      const before = (await admin.get('trunks')).body.items;
      expect((await admin.post('trunks', trunkBody('Refused'))).body.code).toBe('telephony.host-invalid');
      const changed = await admin.patch(`trunks/${id}`, { name: 'Other', enabled: false });
      expect([changed.status, changed.body.code]).toEqual([400, 'telephony.host-invalid']);
      expect((await admin.get('trunks')).body.items).toEqual(before);
    });

    it('is told again after silence, as it is in core', async () => {
      const id = await aSavedTrunk('Silent');
      core.telephony.refuse = new OperationalError('bus.no-answer');
      const silent = await admin.patch(`trunks/${id}`, { settings: trunkSettings({ host: 'new.provider.test' }) });
      expect([silent.status, silent.body.code]).toEqual([503, 'bus.no-answer']);
      core.telephony.refuse = null;
      const heard = core.telephony.trunks.length;
      await eventually(() => expect(core.telephony.trunks.slice(heard).map(({ trunkId }) => trunkId)).toContain(id), {
        withinMs: 5_000,
      });
      expect(told(id)).toMatchObject({ settings: { host: 'sip.provider.test' }, password: null });
    });

    it('keeps its password when a change brings none, and is as the role says', async () => {
      const id = await aSavedTrunk('State');
      const { body } = await admin.patch(`trunks/${id}`, { name: 'State 2' });
      expect([body['name'], body['hasPassword'], told(id)!.password]).toEqual(['State 2', true, null]);
      const news = { trunkId: id as TrunkId, code: null, detail: null };
      await core.tell(trunkChanged, { ...news, state: 'online', at: new Date(Date.now() + 5_000).toISOString() });
      const waiting = { state: 'waiting', code: 'telephony.password-refused', detail: '403' } as const;
      await core.tell(trunkChanged, { ...news, ...waiting, at: new Date(Date.now() - 5_000).toISOString() });
      const [now] = ((await admin.get('trunks')).body.items as { id: string }[]).filter((one) => one.id === id);
      expect(now).toMatchObject({ state: 'online', code: null });
    });

    it('can be tried without being kept', async () => {
      const { body } = await admin.post('trunks/test', { settings: trunkSettings(), password: secret });
      expect(body['checks']).toEqual([
        { step: 'register', ok: false, code: 'telephony.password-refused', detail: '403 Forbidden' },
      ]);
      expect(aMasterKey().unsealText(core.telephony.tested.at(-1)!.password!, 'trunk-password')).toBe(secret);
    });
  });

  describe('a number', () => {
    it('is a channel, and goes to the role with the whole of its trunk and whom to ring without core', async () => {
      const trunk = await aSavedTrunk('Numbers');
      const sales = await aTeam('Ringing').saved(core.db);
      const [first, second] = [
        await anEmployee('First').inTeam(sales).saved(core.db),
        await anEmployee('Second').inTeam(sales).saved(core.db),
      ];
      await anExtension('301').of(first).saved(core.db);
      await anExtension('302').of(second).saved(core.db);
      const made = await admin.post('numbers', {
        ...numberBody(trunk, '+380441112201', { announceRecording: true }),
        ...{ teamId: sales.id, aliases: ['0441112201'] },
      });
      expect([made.status, made.body['number'], made.body['team']]).toEqual([
        201,
        '+380441112201',
        { id: sales.id, name: 'Ringing' },
      ]);
      const target = { shownName: 'Line +380441112201', shownNumber: '' };
      expect(told(trunk)!.numbers).toEqual([
        {
          ...{ channelId: made.body['channelId'], number: '+380441112201', aliases: ['0441112201'], enabled: true },
          language: 'uk',
          fallback: [
            { employeeId: first.employeeId, extension: '301', ...target },
            { employeeId: second.employeeId, extension: '302', ...target },
          ],
          announcement: { name: 'recorded', language: 'uk', evidence: null },
        },
      ]);
      const channels = (await annas.get('channels')).body.items as { id: string }[];
      expect(channels.find(({ id }) => id === made.body['channelId'])).toMatchObject({
        ...{ medium: 'phone', address: '+380441112201', mailbox: null },
      });
    });

    it('is told anew when somebody of its group leaves', async () => {
      const trunk = await aSavedTrunk('Leaving');
      const team = await aTeam('Leavers').saved(core.db);
      const leaver = await anEmployee('Leaver').inTeam(team).saved(core.db);
      await anExtension('311').of(leaver).saved(core.db);
      await admin.post('numbers', { ...numberBody(trunk, '+380441112202'), teamId: team.id });
      expect(told(trunk)!.numbers[0]!.fallback).toHaveLength(1);
      await owner.patch(`employees/${leaver.employeeId}`, { status: 'suspended' });
      await eventually(() => expect(told(trunk)!.numbers[0]!.fallback).toEqual([]));
    });

    it('belongs to one channel, by itself or as an alias, and names only what is there', async () => {
      const trunk = await aSavedTrunk('Taken');
      await admin.post('numbers', { ...numberBody(trunk, '+380441112203'), aliases: ['2203'] });
      expect((await admin.post('numbers', numberBody(trunk, '+380441112203'))).body.code).toBe('channel.address-taken');
      const alias = await admin.post('numbers', { ...numberBody(trunk, '+380441112204'), aliases: ['2203'] });
      expect(alias.body.code).toBe('channel.address-taken');
      const nobody = '01900000-0000-7000-8000-000000000000';
      expect((await admin.post('numbers', numberBody(nobody, '+380441112205'))).body.code).toBe(
        'number.trunk-not-found',
      );
      const prompts = { recorded: nobody, closed: null, voicemail: null, busy: null };
      const { body } = await admin.post('numbers', numberBody(trunk, '+380441112206', { prompts }));
      expect(body.code).toBe('number.prompts-not-found');
      expect((await admin.post('numbers', numberBody(trunk, '044 111'))).status).toBe(400);
      const zone = numberBody(trunk, '+380441112207', { timeZone: 'Europe/Atlantis' });
      expect((await admin.post('numbers', zone)).status).toBe(400);
    });

    it('that the role refuses can be tried again, and moves to another trunk', async () => {
      const [one, two] = [await aSavedTrunk('One'), await aSavedTrunk('Two')];
      core.telephony.refuse = new UserError('telephony.number-refused');
      expect((await admin.post('numbers', numberBody(one, '+380441112208'))).body.code).toBe(
        'telephony.number-refused',
      );
      core.telephony.refuse = null;
      const made = await admin.post('numbers', numberBody(one, '+380441112208'));
      expect(made.status).toBe(201);
      const moved = await admin.patch(`numbers/${made.body['channelId'] as string}`, {
        settings: numberSettings(two, { language: 'en' }),
      });
      expect([moved.status, moved.body['trunk']]).toMatchObject([200, { id: two }]);
      expect(told(two)!.numbers.map(({ number, language }) => [number, language])).toEqual([['+380441112208', 'en']]);
      await eventually(() => expect(told(one)!.numbers).toEqual([]));
    });

    it('is no mailbox', async () => {
      const made = await admin.post('numbers', numberBody(await aSavedTrunk('No mailbox'), '+380441112209'));
      const { status, body } = await admin.patch(`channels/${made.body['channelId'] as string}`, { enabled: false });
      expect([status, body.code]).toEqual([422, 'channel.not-a-mailbox']);
    });
  });

  describe('prompts', () => {
    const upload = (bytes: Buffer, query = 'name=closed&language=uk&label=Closed') =>
      fetch(new URL(`prompts?${query}`, core.url), {
        method: 'POST',
        headers: { ...admin.headers, 'content-type': 'audio/wav' },
        body: new Uint8Array(bytes),
      });

    it('are kept as evidence and can be heard', async () => {
      const bytes = wave(1_500);
      const answer = await upload(bytes);
      const prompt = (await answer.json()) as { id: string };
      expect([answer.status, prompt]).toMatchObject([201, { name: 'closed', language: 'uk', durationMs: 1_500 }]);
      const heard = await fetch(new URL(`prompts/${prompt.id}/audio`, core.url), { headers: admin.headers });
      expect(Buffer.from(await heard.arrayBuffer()).equals(bytes)).toBe(true);
      expect((await annas.get(`prompts/${prompt.id}/audio`)).status).toBe(403);
    });

    it.each([
      ['no sound', Buffer.from('hello'), 'not-wav'],
      ['the wrong rate', wave(500, 16_000), 'format'],
      ['nothing', wave(10), 'empty'],
      ['a broken chunk', wave(500).subarray(0, 20), 'format'],
    ])('of %s are refused', async (_, bytes, because) => {
      const answer = await upload(bytes);
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { code: 'prompt.invalid', details: { because } },
      ]);
    });

    it('that are too long are refused while they come', async () => {
      const answer = await upload(wave(300_000));
      expect([answer.status, await answer.json()]).toMatchObject([413, { code: 'prompt.too-large' }]);
    });

    it('are made of words where the role can speak', async () => {
      core.telephony.spoken = { evidence: { sha256: 'a'.repeat(64) as never, size: 16_044 }, durationMs: 1_000 };
      const { status, body } = await admin.post('prompts/speak', {
        ...{ name: 'recorded', language: 'en', label: 'Spoken', text: 'This call is recorded' },
      });
      expect([status, body['durationMs']]).toEqual([201, 1_000]);
    });
  });

  it('policy is one for all, changed whole, with its fields checked', async () => {
    const before = (await annas.get('telephony/policy')).body;
    expect(before).toMatchObject({ dialPad: 'managers', countries: ['UA'], leaverCallsEnd: true });
    const field = { key: 'topic', label: { ru: 'Тема', uk: 'Тема', en: 'Topic' }, kind: 'choice', required: true };
    const put = (formFields: object[]) => admin.put('telephony/policy', { ...before, formFields });
    expect((await put([field])).body.code).toBe('policy.choices-missing');
    const chosen = { ...field, choices: ['order'] };
    expect((await put([chosen, chosen])).body.code).toBe('policy.field-taken');
    expect((await put([chosen])).status).toBe(200);
    expect((await annas.get('telephony/policy')).body['formFields']).toEqual([chosen]);
    expect((await annas.put('telephony/policy', before)).status).toBe(403);
    await put([]);
  });

  it('the engine is as the role says; one that comes up again is told everything', async () => {
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    const engine = {
      code: null,
      detail: 'asterisk 22',
      version: '22.10.1',
      source: 'installed',
      progress: null,
    } as const;
    await core.tell(engineChanged, { ...engine, state: 'down', at: at(1) });
    const id = await aSavedTrunk('Told again');
    const heard = core.telephony.trunks.length;
    await core.tell(engineChanged, { ...engine, state: 'up', at: at(2) });
    await eventually(() => expect(core.telephony.trunks.slice(heard).map(({ trunkId }) => trunkId)).toContain(id));
    await core.tell(engineChanged, { ...engine, state: 'down', at: at(0) });
    expect((await annas.get('telephony')).body['engine']).toMatchObject({
      state: 'up',
      version: '22.10.1',
      detail: null,
    });
    expect((await admin.get('telephony')).body['engine']).toMatchObject({ detail: 'asterisk 22' });
    expect((await admin.post('telephony/engine')).status).toBe(202);
    expect(core.telephony.installs).toBe(1);
    expect((await annas.post('telephony/engine')).status).toBe(403);
  });
});
