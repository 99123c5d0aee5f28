import { createPublicKey } from 'node:crypto';
import { aCompany, aMailbox, aMasterKey, anEmployee } from '#libs/testing';
import { aCore, EdgeModule, type Caller, type TestCore } from './a-core.js';

interface Domain {
  domain: string;
  signs: boolean;
  lookedAt: string | null;
  checks: { what: string; verdict: string; code: string; add: { value: string } | null }[];
  keys: { selector: string; state: string; record: { type: string; name: string; value: string } }[];
}

describe('the company’s mail domains', () => {
  let core: TestCore;
  let admin: Caller;

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany().saved(core.db);
    admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
    await aMailbox('office@company.test').saved(core.db);
    await core.db.query(`update core.channel set settings = settings || '{"dkim": true}'`);
  });
  afterAll(() => core.close());

  const domain = async () => ((await admin.get('mail-domains')).body.items as Domain[])[0]!;
  const codes = ({ checks }: Domain) => checks.map(({ code }) => code);
  const publish = (keys: Domain['keys']) => {
    core.mail.facts = {
      mx: [{ exchange: 'mx.company.test', priority: 10 }],
      spf: { records: ['v=spf1 mx -all'], lookups: 1, includes: [] },
      dmarc: { records: ['v=DMARC1; p=reject'], at: 'company.test' },
      dkim: keys.map(({ selector, record }) => ({ selector, records: [record.value] })),
      senders: [{ host: 'mail.company.test', allowed: true }],
    };
  };

  it('are told by its addresses; nothing is known of them until somebody looks', async () => {
    expect(await domain()).toEqual({ domain: 'company.test', signs: true, lookedAt: null, checks: [], keys: [] });
    expect((await admin.post('mail-domains/client.test/look')).body.code).toBe('mail-domain.not-found');
    core.mail.facts = {
      mx: [],
      spf: { records: [], lookups: 0, includes: [] },
      dmarc: { records: [], at: 'company.test' },
      dkim: [],
      senders: [],
    };
    const { status, body } = await admin.post('mail-domains/company.test/look');
    expect(status).toBe(200);
    const seen = body as unknown as Domain;
    expect(codes(seen)).toEqual(['mx.missing', 'spf.missing', 'dkim.no-key', 'dmarc.missing']);
    expect(seen.checks.find(({ what }) => what === 'dmarc')!.add!.value).toMatch(/^v=DMARC1; p=none/);
    expect(core.mail.lookedAt.at(-1)).toEqual({
      domain: 'company.test',
      selectors: [],
      senders: ['mail.company.test'],
    });
    expect(codes(await domain())).toEqual(codes(seen));
  });

  it('get a key that is ours alone, and sign with it once the world can see its record', async () => {
    const made = (await admin.post('mail-domains/company.test/keys')).body as unknown as Domain;
    const [key] = made.keys;
    expect(key).toMatchObject({
      state: 'made',
      record: { type: 'TXT', name: `${key!.selector}._domainkey.company.test` },
    });
    const published = createPublicKey({
      ...{ key: Buffer.from(/p=(.*)$/.exec(key!.record.value)![1]!, 'base64'), format: 'der', type: 'spki' },
    });
    expect(published.asymmetricKeyDetails!.modulusLength).toBe(2_048);
    core.mail.facts = { ...core.mail.facts, dkim: [{ selector: key!.selector, records: [] }] };
    const early = await admin.post(`mail-domains/company.test/keys/${key!.selector}/activate`);
    expect([early.status, early.body.code]).toEqual([422, 'dkim.not-published']);
    expect(core.mail.dkimKeys.filter(({ key: told }) => told !== null)).toEqual([]);

    publish(made.keys);
    const active = (await admin.post(`mail-domains/company.test/keys/${key!.selector}/activate`))
      .body as unknown as Domain;
    expect(active.keys.map(({ state }) => state)).toEqual(['active']);
    expect(codes(active)).toEqual(['mx.ok', 'spf.ok', 'dkim.ok', 'dmarc.ok']);
    const told = core.mail.dkimKeys.at(-1)!;
    expect([told.domain, told.key!.selector]).toEqual(['company.test', key!.selector]);
    const pem = aMasterKey().unsealText(told.key!.privateKey, 'mail-dkim');
    expect(createPublicKey(pem).export({ format: 'der', type: 'spki' })).toEqual(
      published.export({ format: 'der', type: 'spki' }),
    );
    const rows = await core.db.query<{ t: string }>(
      'select k::text as t from core.dkim_key k union all select j::text from core.journal j',
    );
    expect([JSON.stringify(core.lines), JSON.stringify(active), ...rows.map(({ t }) => t)].join()).not.toContain(
      'PRIVATE KEY',
    );
  });

  it('change their key by a second selector: the first is retired and may then be forgotten', async () => {
    const [first] = (await domain()).keys;
    const next = ((await admin.post('mail-domains/company.test/keys')).body as unknown as Domain).keys;
    const second = next.find(({ state }) => state === 'made')!;
    expect(second.selector).not.toBe(first!.selector);
    publish(next);
    const turned = (await admin.post(`mail-domains/company.test/keys/${second.selector}/activate`))
      .body as unknown as Domain;
    expect(turned.keys.map(({ selector, state }) => [selector, state]).sort()).toEqual(
      [
        [first!.selector, 'retired'],
        [second.selector, 'active'],
      ].sort(),
    );
    expect(core.mail.dkimKeys.at(-1)!.key!.selector).toBe(second.selector);
    expect((await admin.delete(`mail-domains/company.test/keys/${first!.selector}`)).status).toBe(200);
    expect((await admin.delete(`mail-domains/company.test/keys/${first!.selector}`)).body.code).toBe(
      'dkim.key-not-found',
    );
    await admin.delete(`mail-domains/company.test/keys/${second.selector}`);
    expect(core.mail.dkimKeys.at(-1)).toEqual({ domain: 'company.test', key: null });
    const actions = await core.db.query<{ action: string }>(
      `select action from core.journal where action like 'dkim.%' order by at, seq`,
    );
    expect(actions.map(({ action }) => action)).toEqual([
      ...['dkim.made', 'dkim.activated', 'dkim.made', 'dkim.activated', 'dkim.removed', 'dkim.removed'],
    ]);
  });

  it('are nobody’s but those who manage channels', async () => {
    const anna = await core.as(await anEmployee('Anna').saved(core.db));
    for (const answer of [
      await anna.get('mail-domains'),
      await anna.post('mail-domains/company.test/keys'),
      await anna.get('mail-oauth'),
    ])
      expect(answer.status).toBe(403);
  });

  it('tell where a mailbox is likely to be reached', async () => {
    core.mail.discovered = { provider: 'gmail', imap: null, smtp: null };
    const { body } = await admin.post('channels/discover', { address: 'info@company.test' });
    expect(body).toEqual({ provider: 'gmail', imap: null, smtp: null });
  });
});
