import { randomUUID } from 'node:crypto';
import type { InteractionId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { aClient, eventually } from '#libs/testing';
import { Sending } from '../src/conversations/answering/later/sending.js';
import { ReachAliases } from '../src/conversations/reach/reach-aliases.js';
import type { TestCore } from './a-core.js';
import { policyWith, routed, SubmittingOffice, type Submitted } from './a-submitting-office.js';

let here: SubmittingOffice;
let core: TestCore;

beforeAll(async () => {
  here = await SubmittingOffice.open();
  core = here.core;
});
beforeEach(async () => {
  await here.begin();
  await core.db.query('delete from core.response; delete from core.signature');
});
afterAll(() => here.close());

const refusal = ({ route }: Submitted) => (route.is === 'refused' ? [route.code, route.recipient] : null);
const words = async (change: Parameters<SubmittingOffice['submit']>[0]) => routed(await here.submit(change))[0]!.words;
const decide = (change: Parameters<typeof policyWith>[0]) =>
  here.ownersPage.put('submission-policy', policyWith(change));

describe('the signature', () => {
  const on = { enabled: true, channelIds: null, replaceOwn: true };
  beforeEach(async () => {
    const said = { of: 'company', text: '{{me.name}}\n{{company.name}}', html: '<b>{{me.name}}</b>' };
    expect((await here.ownersPage.put('signatures', said)).status).toBe(200);
  });

  it('is put under a letter where the company wants it, filled as on the page', async () => {
    expect((await words({ to: [here.adas] })).signature).toBeNull();
    await decide({ signature: on });
    expect((await words({ to: [here.adas] })).signature).toEqual({
      ...{ text: 'Anna Kovalenko\nCompany', html: '<b>Anna Kovalenko</b>', replaceOwn: true },
    });
    await decide({ signature: { ...on, channelIds: [here.mailbox.id], replaceOwn: false } });
    expect((await words({ to: [here.adas] })).signature).toMatchObject({ replaceOwn: false });
  });

  it('is not where another mailbox has it, a machine wrote, or colleagues are among themselves', async () => {
    await decide({ signature: { ...on, channelIds: [] } });
    expect((await words({ to: [here.adas] })).signature).toBeNull();
    await decide({ signature: on });
    expect((await words({ to: [here.adas], header: ['Auto-Submitted: auto-replied'] })).signature).toBeNull();
    expect((await words({ to: [here.head.email] })).signature).toBeNull();
  });

  it('is the owner’s to decide, and the audit says that they did', async () => {
    expect((await here.headsPage.put('submission-policy', policyWith({ signature: on }))).status).toBe(403);
    await decide({ signature: on, responses: false });
    const [entry] = await core.db.query<{ body: object }>(
      `select body from core.journal where action = 'submission.policy-changed' order by at desc, seq desc limit 1`,
    );
    expect(entry!.body).toMatchObject({ fields: ['responses', 'signature'] });
  });

  it('is not looked through for what leads away, as far as the company chose it; what its employee wrote is', async () => {
    await here.ownersPage.put('protection/policy', { outgoing: 'hold', captured: true, strangers: true, allowed: [] });
    await decide({ signature: on });
    await here.ownersPage.put('signatures', { of: 'company', text: '{{me.name}}\n+380 50 123 45 67', html: null });
    const held = async () => {
      const { body } = await here.headsPage.get('protection/held');
      return (body.items as { interactionId: string }[]).length;
    };
    const before = await held();
    const { events } = await here.submit({ to: [here.adas] });
    await here.read(events[0]!, 'Good day.\n\n-- \nAnna Kovalenko\n+380 50 123 45 67\n');
    await here.released();
    expect([await held(), (await here.recipients(events[0]!)).length]).toEqual([before, 1]);
    await here.page.put('signatures', { of: 'me', text: '+380 50 123 45 67', html: null });
    const again = await here.submit({ to: [here.adas] });
    await here.read(again.events[0]!, 'Good day.\n\n-- \n+380 50 123 45 67\n');
    await here.released();
    expect([await held(), (await here.recipients(again.events[0]!)).length]).toEqual([before + 1, 0]);
  });
});

describe('a shortcut', () => {
  const keep = async (by: typeof here.page, rest: object) => {
    const said = { of: 'me', shortcut: 'price', title: 'Prices', text: 'Dear {{client.name}}, <5.', ...rest };
    expect((await by.post('responses', said)).status).toBe(201);
  };

  it('becomes words kept ready, filled for each client, the writer’s own first', async () => {
    await keep(here.ownersPage, { of: 'company', text: 'The company’s' });
    await keep(here.page, {});
    const bobs = `bob.${randomUUID()}@rival.test`;
    await aClient('Bob').withEmail(bobs).assignedTo(here.anna).saved(core.db);
    const letters = routed(await here.submit({ to: [here.adas, bobs], said: { shortcuts: ['price', 'nobody'] } }));
    expect(letters.map(({ words: { responses } }) => responses)).toEqual([
      [{ shortcut: 'price', text: 'Dear Ada, <5.', html: 'Dear Ada, &lt;5.', files: [] }],
      [{ shortcut: 'price', text: 'Dear Bob, <5.', html: 'Dear Bob, &lt;5.', files: [] }],
    ]);
  });

  it('brings its files along', async () => {
    const { body } = await here.page
      .with({ 'content-type': 'application/pdf' })
      .call('POST', 'uploads?name=price.pdf&type=application/pdf', 'bytes of it');
    await keep(here.page, { attachmentIds: [body['id']] });
    const { responses } = await words({ to: [here.adas], said: { shortcuts: ['price'] } });
    expect(responses[0]!.files).toMatchObject([{ name: 'price.pdf', type: 'application/pdf', size: 11 }]);
    expect((await here.evidence.read(responses[0]!.files[0]!.sha256, 100)).toString()).toBe('bytes of it');
  });

  it('is the writer’s own words where the company wants none, or nobody keeps any', async () => {
    await keep(here.headsPage, {});
    expect((await words({ to: [here.adas], said: { shortcuts: ['price'] } })).responses).toEqual([]);
    await keep(here.page, {});
    await decide({ responses: false });
    expect((await words({ to: [here.adas], said: { shortcuts: ['price'] } })).responses).toEqual([]);
  });

  it('that cannot be filled in for this client stops the letter', async () => {
    await keep(here.page, { text: 'Dear {{client.first-name}}' });
    const nameless = `x.${randomUUID()}@client.test`;
    await aClient('+380 50 123 45 12').withEmail(nameless).assignedTo(here.anna).saved(core.db);
    const sent = await here.submit({ to: [nameless], said: { shortcuts: ['price'] } });
    expect(refusal(sent)).toEqual(['submission.response-unfilled', 'price']);
  });
});

it('a quoted alias becomes the client’s address for themselves, and ours for everybody else', async () => {
  const bobs = `bob.${randomUUID()}@rival.test`;
  await aClient('Bob').withEmail(bobs).assignedTo(here.anna).saved(core.db);
  const alias = await core.app
    .get(UnitOfWork, { strict: false })
    .run((tx) =>
      core.app
        .get(ReachAliases, { strict: false })
        .aliasFor(tx, here.anna.employeeId, here.ada.id, here.ada.contactPoints[0]!.id),
    );
  const made = 'client-bcdfghjkmnpqrstvwxz234@company.test';
  const letters = routed(await here.submit({ to: [here.adas, bobs], said: { aliases: [alias, made] } }));
  const ours = here.mailbox.address;
  expect(letters.map(({ words: { restoring } }) => restoring)).toEqual([
    { instead: { [alias]: here.adas, [made]: ours }, mailbox: null, ours },
    { instead: { [alias]: ours, [made]: ours }, mailbox: null, ours },
  ]);
});

describe('a letter to colleagues alone', () => {
  const unplaced = async () => (await here.headsPage.get('unplaced')).body.items as { id: string }[];

  it('goes, and stands on no card and in no tray; an answer to it goes to whoever wrote', async () => {
    const sent = await here.submit({ to: [here.head.email] });
    expect(routed(sent)[0]).toMatchObject({ internal: true, identity: { replyTo: here.anna.email } });
    expect(await here.recipients(sent.events[0]!)).toEqual([here.head.email]);
    const [row] = await core.db.query<{ id: InteractionId; direction: string; clientId: string | null }>(
      `select id, direction, client_id as "clientId" from core.interaction where evidence_sha256 = $1`,
      [sent.events[0]!.evidence.sha256],
    );
    expect(row).toMatchObject({ direction: 'internal', clientId: null });
    expect((await unplaced()).map(({ id }) => id)).not.toContain(row!.id);
    const { body } = await here.headsPage.get('inbox/counts');
    expect(body['unplaced'] ?? 0).toBe(0);
  });

  it('is refused where the company wants that; to a client beside them it goes', async () => {
    await decide({ colleagues: 'refuse' });
    expect(refusal(await here.submit({ to: [here.head.email] }))).toEqual([
      ...['submission.colleagues-refused', here.head.email],
    ]);
    const both = await here.submit({ to: [here.adas, here.head.email] });
    expect(routed(both)[0]).toMatchObject({ internal: false, clientId: here.ada.id, beside: [here.head.email] });
  });

  it('to oneself is a program that tries itself out', async () => {
    await decide({ colleagues: 'refuse' });
    expect(routed(await here.submit({ to: [here.anna.email] }))[0]!.internal).toBe(true);
  });
});

describe('a letter that is to go later', () => {
  const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();
  const later = async (by = here.page) =>
    (await by.get(`clients/${here.ada.id}/later`)).body['items'] as {
      id: string;
      text: string;
      state: string;
      code: string;
    }[];
  const fallDue = async (id: string) => {
    await core.db.query(`update core.later_message set due_at = now() where id = $1`, [id]);
    await core.app.get(Sending, { strict: false }).sendDue();
  };
  const put = async (rest: Partial<Parameters<SubmittingOffice['submit']>[0]> = {}) => {
    const sent = await here.submit({ to: [here.adas], goesAt: inAWeek(), ...rest });
    return { sent, event: sent.events[0]! };
  };

  it('stands on the card as what waits, for colleagues too, and is nobody’s answer yet', async () => {
    const { event } = await put();
    expect(await later()).toMatchObject([
      { subject: 'Offer', text: 'Good day.', state: 'waiting', mine: true, mailProgram: true, undo: false },
    ]);
    expect(await later(here.headsPage)).toMatchObject([{ mine: false }]);
    expect([await here.timeline(), await here.orders(event)]).toEqual([[], []]);
  });

  it('goes at its time as it was handed in, once', async () => {
    const { event } = await put();
    const { id } = (await later())[0]!;
    await fallDue(id);
    await core.app.get(Sending, { strict: false }).sendDue();
    expect(await here.timeline()).toMatchObject([{ id, direction: 'outbound', flags: ['mail-program'] }]);
    expect(await here.recipients(event)).toEqual([here.adas]);
    expect(await later()).toEqual([]);
  });

  it('is put off, sent at once and taken back with its files as any that waits', async () => {
    const { event } = await put();
    const { id } = (await later())[0]!;
    const at = new Date(Date.now() + 86_400_000).toISOString();
    expect((await here.page.patch(`later/${id}`, { at })).body).toMatchObject({ at, state: 'waiting' });
    expect((await here.page.post(`later/${id}/send`, {})).status).toBe(202);
    await eventually(async () => expect(await here.recipients(event)).toEqual([here.adas]));

    const body = ['--b', 'Content-Type: text/plain', '', 'See the file.', '--b'];
    const file = [
      'Content-Type: text/plain; name=a.txt',
      'Content-Disposition: attachment; filename=a.txt',
      '',
      'x',
      '--b--',
    ];
    await put({ type: 'multipart/mixed; boundary=b', body: [...body, ...file].join('\r\n') });
    const [second] = await later();
    const back = await here.page.post(`later/${second!.id}/take-back`, {});
    expect(back.body).toMatchObject({
      message: { subject: 'Offer', text: 'See the file.' },
      attachments: [{ name: 'a.txt' }],
    });
    const [{ id: uploadId }] = back.body['attachments'] as [{ id: string }];
    expect((back.body['message'] as { attachmentIds: string[] }).attachmentIds).toEqual([uploadId]);
    expect(await later()).toEqual([]);
  });

  it('does not go once its writer may not write there any more, and says why', async () => {
    const { event } = await put();
    const { id } = (await later())[0]!;
    await core.db.query(`update core.client set responsible_id = $2, team_id = null where id = $1`, [
      here.ada.id,
      here.head.employeeId,
    ]);
    await fallDue(id);
    expect(await later(here.ownersPage)).toMatchObject([{ id, state: 'stopped', code: 'client.not-found' }]);
    expect(await here.orders(event)).toEqual([]);
  });

  it('to nobody’s card cannot wait: it is refused with what to do', async () => {
    expect(refusal(await here.submit({ to: ['eve@new.test'], goesAt: inAWeek() }))).toEqual([
      ...['submission.later-no-client', 'eve@new.test'],
    ]);
  });
});
