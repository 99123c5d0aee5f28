import { randomUUID } from 'node:crypto';
import {
  letterReceived,
  letterSubmitted,
  routeSubmitted,
  type ChannelId,
  type InteractionId,
  type LetterSubmitted,
  type Route,
  type SendLetter,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { letterFacts, readLetterHeader, rewriteHead } from '#libs/letters';
import {
  aClient,
  aCompany,
  aMailbox,
  aMasterKey,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import {
  firstSubmissionPolicy,
  type SubmissionPolicy,
} from '../src/conversations/submission/policy/submission-policy.js';
import { sealContent } from '../src/conversations/interaction-content.js';
import { ReadingRepository } from '../src/conversations/reading/reading.repository.js';
import { ReachAliases } from '../src/conversations/reach/reach-aliases.js';
import { RightMailbox } from '../src/conversations/submission/right-mailbox/right-mailbox.js';
import { SubmissionRelease } from '../src/conversations/submission/submission-release.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';

let core: TestCore;
let anna: SavedEmployee;
let head: SavedEmployee;
let page: Caller;
let headsPage: Caller;
let ownersPage: Caller;
let office: { id: ChannelId; address: string };
let ada: SavedClient;
let passwordId: string;
let adas: string;

beforeAll(async () => {
  core = await aCore();
  await aCompany('Company').saved(core.db);
  const sales = await aTeam('Sales').saved(core.db);
  office = await aMailbox('office@company.test').saved(core.db);
  anna = await anEmployee('Anna Kovalenko').inTeam(sales).saved(core.db);
  head = await aManager('Maria Head').inTeam(sales).saved(core.db);
  page = await core.as(anna);
  headsPage = await core.as(head);
  ownersPage = await core.as(await anOwner().saved(core.db));
  const made = await page.post('me/mail-passwords', { name: 'Laptop' });
  passwordId = (made.body['view'] as { id: string }).id;
});
beforeEach(async () => {
  adas = `ada.${randomUUID()}@client.test`;
  ada = await aClient('Ada').withEmail(adas).assignedTo(anna).saved(core.db);
  await ownersPage.put('submission-policy', policy());
  await ownersPage.put('protection/policy', { outgoing: 'warn', captured: true, strangers: true, allowed: [] });
});
afterEach(() => core.db.query(`update core.copy_rule set enabled = false`));
afterAll(() => core.close());

const policy = (change: Partial<SubmissionPolicy> = {}): SubmissionPolicy => ({ ...firstSubmissionPolicy, ...change });

interface Written {
  to: string[];
  header?: string[];
  body?: string;
  messageId?: string;
}
/** As the mail role does it: asks, writes anew, keeps, tells. */
async function submit({
  to,
  header = [],
  body = 'Good day.',
  messageId = `<${randomUUID()}@anna-laptop>`,
}: Written): Promise<{ route: Route; events: LetterSubmitted[]; original: Buffer }> {
  const head = Buffer.from(
    [
      `From: Anna <${anna.email}>`,
      `To: ${to.join(', ')}`,
      'Subject: Offer',
      'Date: Fri, 27 Nov 2026 09:12:40 +0200',
      `Message-ID: ${messageId}`,
      'Content-Type: text/plain; charset=utf-8',
      ...header,
      '',
      '',
    ].join('\r\n'),
  );
  const now = new Date();
  const { header: said } = readLetterHeader(head, now);
  const { routes } = await core.bus.ask(routeSubmitted, {
    letters: [
      {
        ...{ employeeId: anna.employeeId, passwordId, header: said, machine: 'anna-laptop' },
        envelope: { from: anna.email, to },
      },
    ],
  });
  const route: Route = routes[0]!;
  const original = Buffer.concat([head, Buffer.from(`${body}\r\n`)]);
  if (route.is === 'refused') return { route, events: [], original };
  const events: LetterSubmitted[] = [];
  for (const { identity, ...where } of route.letters) {
    const bytes = Buffer.concat([rewriteHead(head, { ...identity, date: now }), Buffer.from(`${body}\r\n`)]);
    const evidence = await core.app.get(EvidenceStore, { strict: false }).put(bytes);
    const facts = letterFacts(bytes, now);
    const event: LetterSubmitted = {
      ...{ submissionId: randomUUID(), employeeId: anna.employeeId, receivedAt: now.toISOString(), evidence, ...facts },
      original: {
        messageId: said.messageId,
        contentDigest: letterFacts(original, now).contentDigest,
      },
      route: where,
    };
    await core.tell(letterSubmitted, event);
    events.push(event);
  }
  return { route, events, original };
}
/** As the reading's thread leaves it. */
async function read({ evidence }: LetterSubmitted, text: string, problem: string | null = null): Promise<void> {
  const [row] = await core.db.query<{ id: InteractionId }>(
    `select id from core.interaction where evidence_sha256 = $1`,
    [evidence.sha256],
  );
  const sealed = sealContent(aMasterKey(), { text, html: null }, 'email');
  const content = { ...sealed, attachments: '[]', lexemes: '', numbers: [], tokens: [], problem, report: null };
  const told = { receipt: null, saysAbsent: false };
  await core.app
    .get(UnitOfWork, { strict: false })
    .run((tx) =>
      core.app
        .get(ReadingRepository, { strict: false })
        .store(tx, [{ interactionId: row!.id, content: { ...content, ...told } }]),
    );
}
const routed = ({ route }: Awaited<ReturnType<typeof submit>>) => {
  if (route.is === 'refused') throw new Error(route.code);
  return route.letters;
};
const orders = async (of: LetterSubmitted) => {
  const rows = await core.db.query<{ body: SendLetter }>(
    `select body from core.outbox where topic = 'mail.letter.send.v1' order by seq`,
  );
  return rows.map(({ body }) => body).filter(({ evidence }) => evidence.sha256 === of.evidence.sha256);
};
const recipients = async (of: LetterSubmitted) => (await orders(of)).flatMap(({ envelope }) => envelope.to);
interface Line {
  id: string;
  conversationId: string;
  direction: string;
  subject: string;
  status: string;
  flags: string[];
  employee: { id: string } | null;
  text: string | null;
}
const timeline = async (client: SavedClient, by = page) =>
  (await by.get(`clients/${client.id}/timeline`)).body.items as Line[];

describe('a letter out of a mail program', () => {
  it('stands on the card as its employee’s, and goes to the client in the company’s name', async () => {
    const sent = await submit({ to: [adas] });
    const [letter] = routed(sent);
    expect(letter!.identity).toMatchObject({
      from: { name: 'Anna Kovalenko, Company', address: 'office@company.test' },
      replyTo: `office+c${letter!.conversation.token}@company.test`,
      messageId: expect.stringMatching(/^<[0-9a-f-]{36}@company\.test>$/) as string,
    });
    const [line] = await timeline(ada);
    expect(line).toMatchObject({ direction: 'outbound', subject: 'Offer', flags: ['mail-program'] });
    expect(line!.employee?.id).toBe(anna.employeeId);
    expect(await orders(sent.events[0]!)).toMatchObject([
      { channelId: office.id, envelope: { from: 'office@company.test', to: [adas] }, prependHeaders: [] },
    ]);
    await read(sent.events[0]!, 'Good day.');
    expect((await timeline(ada))[0]!.text).toBe('Good day.');
  });

  it('goes on in the thread that it answers; what clients answer comes back to it', async () => {
    const asked = await aKeptLetter(adas, 'Offer').on(ada).through(office).saved(core.db);
    const [letter] = routed(await submit({ to: [adas], header: [`In-Reply-To: ${asked.messageId}`] }));
    expect(letter!.conversation).toMatchObject({ id: asked.conversationId, isNew: false });
    expect((await timeline(ada)).map(({ conversationId }) => conversationId)).toEqual([
      asked.conversationId,
      asked.conversationId,
    ]);
    const [row] = await core.db.query<{ waits: Date | null }>(
      `select waiting_since as waits from core.conversation where id = $1`,
      [asked.conversationId],
    );
    expect(row!.waits).toBeNull();
  });

  it('is copied by rule, to colleagues who were named as it is, and to nobody twice', async () => {
    for (const target of ['archive@company.test', head.email])
      await core.db.query(
        `insert into core.copy_rule (id, direction, target, address) values (gen_random_uuid(), 'outbound', 'address', $1)`,
        [target],
      );
    const { events } = await submit({ to: [adas, head.email] });
    const made = await orders(events[0]!);
    expect(made.map(({ envelope, prependHeaders }) => [envelope.to[0], prependHeaders.length > 0])).toEqual([
      [adas, false],
      [head.email, false],
      ['archive@company.test', true],
    ]);
  });

  it('to several clients is one for each, on each card alone', async () => {
    const bobs = `bob.${randomUUID()}@rival.test`;
    const bob = await aClient('Bob').withEmail(bobs).assignedTo(anna).saved(core.db);
    const sent = await submit({ to: [adas, bobs] });
    const [hers, his] = routed(sent);
    expect(hers!.identity.to.map(({ address }) => address)).toEqual([adas]);
    expect(his!.identity.to.map(({ address }) => address)).toEqual([bobs]);
    expect(hers!.identity.messageId).not.toBe(his!.identity.messageId);
    expect(await recipients(sent.events[0]!)).toEqual([adas]);
    expect(await recipients(sent.events[1]!)).toEqual([bobs]);
    expect([await timeline(ada), await timeline(bob)].map(({ length }) => length)).toEqual([1, 1]);
    for (const { evidence } of sent.events) {
      const raw = (await core.app.get(EvidenceStore, { strict: false }).read(evidence.sha256, 100_000)).toString();
      expect([adas, bobs].filter((address) => raw.includes(address))).toHaveLength(1);
    }
  });

  it('sent again on purpose to somebody else stands there too', async () => {
    const messageId = `<${randomUUID()}@company.test>`;
    await submit({ to: [adas], messageId });
    const other = await aClient('Eve').withEmail(`eve.${randomUUID()}@client.test`).assignedTo(anna).saved(core.db);
    const again = await submit({ to: [other.contactPoints[0]!.value], messageId });
    expect(await timeline(other)).toHaveLength(1);
    expect(await recipients(again.events[0]!)).toEqual([other.contactPoints[0]!.value]);
  });

  it('that its program lays into a watched Sent folder is the same letter, seen again', async () => {
    const { original } = await submit({ to: [adas] });
    const now = new Date();
    await core.tell(letterReceived, {
      ...{ channelId: office.id, source: 'imap', sourceRef: `Sent;UID=${randomUUID()}`, direction: 'outbound' },
      ...{ receivedAt: now.toISOString(), envelope: null, ...letterFacts(original, now) },
      evidence: await core.app.get(EvidenceStore, { strict: false }).put(original),
    });
    expect(await timeline(ada)).toHaveLength(1);
  });

  it('is an entry of the journal', async () => {
    await submit({ to: [adas] });
    const [entry] = await core.db.query<{ actor: string; body: object }>(
      `select actor_id as actor, body from core.journal where action = 'message.sent' and client_id = $1`,
      [ada.id],
    );
    expect(entry).toMatchObject({ actor: anna.employeeId, body: { mailProgram: true, channelId: office.id } });
  });
});

describe('an alias', () => {
  it('leads to the client whom it stands for, and of one who was given to somebody else nowhere', async () => {
    const alias = await core.app
      .get(UnitOfWork, { strict: false })
      .run((tx) =>
        core.app.get(ReachAliases, { strict: false }).aliasFor(tx, anna.employeeId, ada.id, ada.contactPoints[0]!.id),
      );
    const sent = await submit({ to: [alias] });
    expect(routed(sent)[0]).toMatchObject({
      ...{ clientId: ada.id, recipients: [adas], identity: { to: [{ address: adas }] } },
    });
    expect(await recipients(sent.events[0]!)).toEqual([adas]);
    await core.db.query(`update core.client set responsible_id = $2 where id = $1`, [ada.id, head.employeeId]);
    expect((await submit({ to: [alias] })).route).toMatchObject({ code: 'submission.alias-dead', recipient: alias });
  });
});

describe('somebody who is no client', () => {
  const stranger = () => `stranger.${randomUUID()}@new.test`;

  it('gets it, and it stands in the tray', async () => {
    const to = stranger();
    const { events } = await submit({ to: [to] });
    expect(await recipients(events[0]!)).toEqual([to]);
    const { items = [] } = (await ownersPage.get('unplaced')).body;
    expect(JSON.stringify(items)).toContain(to);
  });

  it('gets it once a head has let it go, or never', async () => {
    await ownersPage.put('submission-policy', policy({ strangers: 'hold' }));
    const [one, other] = [stranger(), stranger()];
    const [first, second] = [await submit({ to: [one] }), await submit({ to: [other] })];
    expect(await orders(first.events[0]!)).toEqual([]);
    const held = (await headsPage.get('protection/held')).body.items as { id: string; to: string[]; client: null }[];
    expect(held.slice(0, 2)).toMatchObject([
      { client: null, to: [other], findings: [{ kind: 'no-client' }], employee: { id: anna.employeeId } },
      { client: null, to: [one] },
    ]);
    expect((await headsPage.post(`protection/held/${held[1]!.id}/release`)).status).toBe(204);
    expect((await headsPage.post(`protection/held/${held[0]!.id}/refuse`)).status).toBe(204);
    expect(await recipients(first.events[0]!)).toEqual([one]);
    expect(await orders(second.events[0]!)).toEqual([]);
    const otherTeam = await core.as(
      await aManager('Other')
        .inTeam(await aTeam().saved(core.db))
        .saved(core.db),
    );
    await submit({ to: [stranger()] });
    expect((await otherTeam.get('protection/held')).body.items).toEqual([]);
    expect((await headsPage.get('protection/held')).body.items).toHaveLength(1);
  });

  it('gets nothing, and whoever wrote it is told', async () => {
    await ownersPage.put('submission-policy', policy({ strangers: 'refuse' }));
    const to = stranger();
    expect((await submit({ to: [adas, to] })).route).toEqual({
      is: 'refused',
      code: 'submission.no-client',
      recipient: to,
    });
    const hidden = `hidden.${randomUUID()}@client.test`;
    await aClient('Hidden').withEmail(hidden).assignedTo(head).saved(core.db);
    expect((await submit({ to: [hidden] })).route).toMatchObject({ code: 'submission.no-client' });
  });
});

describe('what may not go', () => {
  it('leads the client away: it waits until it was read, and then for a head', async () => {
    await ownersPage.put('protection/policy', { outgoing: 'hold', captured: true, strangers: true, allowed: [] });
    const release = core.app.get(SubmissionRelease, { strict: false });
    const [good, bad, odd] = [await submit({ to: [adas] }), await submit({ to: [adas] }), await submit({ to: [adas] })];
    await release.lookSoon();
    expect(await orders(good.events[0]!)).toEqual([]);
    await read(good.events[0]!, 'The offer is attached.');
    await read(bad.events[0]!, 'Write to me at anna.private@gmail.com instead.');
    await read(odd.events[0]!, '', 'letter.unreadable');
    await release.lookSoon();
    expect(await recipients(good.events[0]!)).toEqual([adas]);
    await eventually(async () => {
      const { items = [] } = (await headsPage.get('protection/held')).body;
      expect(items.filter((one) => (one as { client: object | null }).client !== null)).toHaveLength(2);
      expect(items).toContainEqual(
        expect.objectContaining({
          client: { id: ada.id, name: 'Ada' },
          text: expect.stringContaining('instead') as string,
        }),
      );
    });
    expect([await orders(bad.events[0]!), await orders(odd.events[0]!)]).toEqual([[], []]);
  });

  it('is told of where it is not held', async () => {
    const { events } = await submit({ to: [adas] });
    await read(events[0]!, 'Write to me at anna.private@gmail.com instead.');
    await eventually(
      async () => {
        const rows = await core.db.query<{ code: string }>(`select code from core.alert where client_id = $1`, [
          ada.id,
        ]);
        expect(rows.map(({ code }) => code)).toContain('protection.bypass-sent');
      },
      { withinMs: 15_000 },
    );
  });

  it('comes by a password that was revoked meanwhile', async () => {
    const made = await page.post('me/mail-passwords', { name: 'Old' });
    const { id } = made.body['view'] as { id: string };
    await page.delete(`me/mail-passwords/${id}`);
    const before = passwordId;
    passwordId = id;
    expect((await submit({ to: [adas] })).route).toMatchObject({ code: 'submission.password-revoked' });
    passwordId = before;
  });
});

describe('a client who writes elsewhere', () => {
  const tellAddress = { ...firstSubmissionPolicy.tellAddress, enabled: true };
  const told = async () => {
    await core.app.get(RightMailbox, { strict: false }).tellSoon();
    return (await timeline(ada)).filter(({ flags }) => flags.includes('automatic'));
  };

  it('is told once where the company reads, when an employee answers what never came to us', async () => {
    await ownersPage.put('submission-policy', policy({ tellAddress }));
    const header = ['In-Reply-To: <private.1@client.test>'];
    const first = await submit({ to: [adas], header });
    expect(await told()).toEqual([]);
    await read(first.events[0]!, 'Добрий день, ось ціни.');
    expect(await told()).toHaveLength(1);
    const [line] = await told();
    expect(line!.text).toContain('пишіть нам на office@company.test');
    const second = await submit({ to: [adas], header: ['In-Reply-To: <private.2@client.test>'] });
    await read(second.events[0]!, 'Good day.');
    expect(await told()).toHaveLength(1);
  });

  it('is told nothing where they wrote to us, where nothing was answered, or where nobody wants it', async () => {
    const elsewhere = await submit({ to: [adas], header: ['In-Reply-To: <private.3@client.test>'] });
    await read(elsewhere.events[0]!, 'Good day.');
    expect(await told()).toEqual([]);
    await ownersPage.put('submission-policy', policy({ tellAddress }));
    await core.db.query(`update core.submitted_letter set elsewhere = false`);
    const asked = await aKeptLetter(adas, 'Offer').on(ada).through(office).saved(core.db);
    const answer = await submit({ to: [adas], header: [`In-Reply-To: ${asked.messageId}`] });
    await read(answer.events[0]!, 'Good day.');
    const fresh = await submit({ to: [adas] });
    await read(fresh.events[0]!, 'Good day.');
    expect(await told()).toEqual([]);
  });

  it('on another mailbox of ours too, where one is the right one', async () => {
    const other = await aMailbox(`old.${randomUUID()}@company.test`).saved(core.db);
    await ownersPage.put('submission-policy', policy({ tellAddress: { ...tellAddress, channelId: office.id } }));
    const asked = await aKeptLetter(adas, 'Question').on(ada).through(other).saved(core.db);
    await core.db.query(`update core.conversation set waiting_since = now() where id = $1`, [asked.conversationId]);
    expect(await told()).toHaveLength(1);
  });
});

describe('the policy', () => {
  it('is read by heads and changed by the owner; each change is an entry', async () => {
    await ownersPage.put('submission-policy', policy());
    expect((await page.get('submission-policy')).status).toBe(403);
    expect((await headsPage.get('submission-policy')).body).toEqual(policy());
    expect((await headsPage.put('submission-policy', policy({ strangers: 'hold', together: true }))).status).toBe(403);
    expect((await ownersPage.put('submission-policy', { ...policy(), strangers: 'nobody' })).status).toBe(400);
    expect((await ownersPage.put('submission-policy', policy({ strangers: 'hold', together: true }))).status).toBe(200);
    const [entry] = await core.db.query<{ body: object }>(
      `select body from core.journal where action = 'submission.policy-changed' order by at desc, seq desc limit 1`,
    );
    expect(entry!.body).toEqual({ fields: ['strangers', 'together'] });
  });
});
