import type { ChannelId, ClientId, ConversationId, EmployeeId, SubmittedLetter, TeamId } from '#libs/contracts';
import { isRefused, shownRecipients, type AliasTarget } from './recipient-groups.js';
import { firstSubmissionPolicy } from './policy/submission-policy.js';
import { planRoute, type RouteFacts, type RoutePlan } from './route-plan.js';
import type { AddressedCard, Colleague, Mailbox, SubmittingEmployee } from './route-facts.repository.js';

const [sales, support] = ['team-sales', 'team-support'] as TeamId[];
const [ada, bob] = ['card-ada', 'card-bob'] as [ClientId, ClientId];
const anna: SubmittingEmployee = {
  ...{ passwordId: 'p', id: 'anna' as EmployeeId, name: 'Anna', email: 'anna@company.test', role: 'employee' },
  ...{ teamIds: [sales!], seesContacts: true, workAddress: 'anna@work.test' },
};
const mailbox = (id: string, address: string, teamId: TeamId | null, aliases: string[] = []): Mailbox => ({
  ...{ id: id as ChannelId, address, aliases, teamId, enabled: true },
  settings: {
    ...{ address, aliases, displayName: 'Company', imap: null, backfillFrom: null, plusAddressing: true },
    smtp: { host: 'x', port: 25, security: 'none', user: null },
  },
});
const card = (clientId: ClientId, address: string, responsibleId = 'anna'): AddressedCard => ({
  ...{ address, clientId, responsibleId: responsibleId as EmployeeId, teamId: null, grantedTo: [] },
});
const colleague = (name: string, role: Colleague['role'], seesContacts: boolean): Colleague => ({
  ...{ id: name as EmployeeId, email: `${name}@company.test`, role, seesContacts },
});
const thread = (id: string, clientId: ClientId | null) => ({ id: id as ConversationId, clientId });
const facts: RouteFacts = {
  mailboxes: [
    mailbox('office', 'office@company.test', null, ['info@company.test']),
    mailbox('support', 'help@company.test', support!),
  ],
  policy: firstSubmissionPolicy,
  addresses: {
    own: new Set(['office@company.test', 'info@company.test', 'help@company.test']),
    cardsOf: new Map([
      ['ada@client.test', [card(ada, 'ada@client.test')]],
      ['ada.home@client.test', [card(ada, 'ada.home@client.test')]],
      ['bob@rival.test', [card(bob, 'bob@rival.test')]],
      ['carol@else.test', [card('card-carol' as ClientId, 'carol@else.test', 'boris')]],
      ['desk@shared.test', [card(ada, 'desk@shared.test'), card(bob, 'desk@shared.test')]],
    ]),
    colleagues: new Map(
      [colleague('boris', 'employee', false), colleague('maria', 'manager', false)].map((one) => [one.email, one]),
    ),
  },
  byMessageId: new Map([
    ['<ada.1@client.test>', [thread('thread-ada', ada)]],
    ['<bob.1@rival.test>', [thread('thread-bob', bob)]],
    ['<loose@x.test>', [thread('thread-loose', null)]],
  ]),
  awaiting: new Map(),
  forwarded: new Map([['<forward.1@company.test>', '<ada.1@client.test>']]),
};
const letter = (
  to: readonly string[],
  { from = 'anna@company.test', ...header }: Partial<Omit<SubmittedLetter['header'], 'from'>> & { from?: string } = {},
): SubmittedLetter => ({
  ...{ employeeId: anna.id, passwordId: 'p', machine: 'anna-laptop', program: null, goesAt: null },
  said: { aliases: [], shortcuts: [] },
  envelope: { from: 'anna@company.test', to: [...to] },
  header: {
    ...{ messageId: '<1@company.test>', replyTo: [], to: [], cc: [], subject: '', date: null, inReplyTo: [] },
    ...{ references: [], deliveredTo: [], contentType: null, autoSubmitted: null, listId: null, copyMark: null },
    ...header,
    from: [{ name: 'Anna', address: from }],
  },
});
const plan = (
  given: SubmittedLetter,
  {
    by = anna,
    policy = {},
    aliases = new Map<string, AliasTarget>(),
  }: { by?: SubmittingEmployee; policy?: Partial<RouteFacts['policy']>; aliases?: Map<string, AliasTarget> } = {},
) => planRoute(given, by, aliases, { ...facts, policy: { ...facts.policy, ...policy } });
function planned(...given: Parameters<typeof plan>): RoutePlan {
  const result = plan(...given);
  if (isRefused(result)) throw new Error(result.code);
  return result;
}

describe('who gets a letter', () => {
  it('each client one of their own, with all of their addresses', () => {
    const { drafts } = planned(letter(['Ada@Client.test', 'bob@rival.test', 'ada.home@client.test']));
    expect(drafts.map(({ group }) => group)).toEqual([
      { clientId: ada, stranger: false, recipients: ['ada@client.test', 'ada.home@client.test'] },
      { clientId: bob, stranger: false, recipients: ['bob@rival.test'] },
    ]);
  });

  it('our own people besides, who see contacts; not whoever wrote it, nor our mailboxes', () => {
    const { grouped } = planned(
      letter([
        'ada@client.test',
        'maria@company.test',
        'anna@company.test',
        'office+cbcdfghjkmnpqrstvwxz234@company.test',
      ]),
    );
    expect(grouped.groups).toHaveLength(1);
    expect(grouped.beside).toEqual(['maria@company.test']);
    expect(plan(letter(['ada@client.test', 'boris@company.test']))).toEqual({
      ...{ code: 'submission.colleague-sight', recipient: 'boris@company.test' },
    });
  });

  it('ourselves, where a program tries itself out', () => {
    expect(planned(letter(['anna@company.test'])).drafts[0]).toMatchObject({
      ...{ group: { clientId: null, stranger: false, recipients: ['anna@company.test'] }, hold: null },
    });
  });

  it.each([
    ['nobody knows', 'eve@new.test', null],
    ['only a colleague may see', 'carol@else.test', 'card-carol'],
  ])('somebody whom %s is a stranger', (_name, address, clientId) => {
    const given = letter(['ada@client.test', address]);
    expect(planned(given).drafts[1]).toMatchObject({
      ...{ group: { clientId, stranger: true, recipients: [address] }, hold: null },
    });
    expect(planned(given, { policy: { strangers: 'hold' } }).drafts.map(({ hold }) => hold)).toEqual([
      null,
      'no-client',
    ]);
    expect(plan(given, { policy: { strangers: 'refuse' } })).toEqual({
      code: 'submission.no-client',
      recipient: address,
    });
    const head = { ...anna, role: 'manager' as const };
    expect(planned(given, { by: head, policy: { strangers: 'hold' } }).drafts[1]!.hold).toBeNull();
  });

  it('an address of several cards is known, and nobody’s', () => {
    expect(planned(letter(['desk@shared.test'])).drafts[0]!.group).toEqual({
      ...{ clientId: null, stranger: false, recipients: ['desk@shared.test'] },
    });
  });

  it('whom an alias stands for; of one who is gone nobody', () => {
    const aliases = new Map<string, AliasTarget>([
      ['client-x@company.test', { clientId: ada, address: 'ada@client.test' }],
      ['client-y@company.test', 'dead'],
    ]);
    const to = [{ name: 'Ada', address: 'client-x@company.test' }];
    const given = letter(['client-x@company.test'], { to });
    const result = planned(given, { aliases });
    expect(result.drafts[0]!.group).toEqual({ clientId: ada, stranger: false, recipients: ['ada@client.test'] });
    expect(shownRecipients(given.header, result.drafts[0]!.group, result.grouped, false)).toEqual({
      ...{ to: [{ name: 'Ada', address: 'ada@client.test' }], cc: [] },
    });
    expect(plan(letter(['client-y@company.test']), { aliases })).toEqual({
      ...{ code: 'submission.alias-dead', recipient: 'client-y@company.test' },
    });
  });

  it('nobody, where the address is none or the sender somebody else', () => {
    expect(plan(letter(['not an address']))).toMatchObject({ code: 'submission.address-invalid' });
    expect(plan(letter(['ada@client.test'], { from: 'boris@company.test' }))).toMatchObject({
      code: 'submission.sender-forged',
    });
    expect(plan(letter(['ada@client.test'], { from: 'help@company.test' }))).toMatchObject({
      code: 'submission.sender-forged',
    });
    expect(plan(letter(['ada@client.test']), { by: { ...anna, id: 'other' as EmployeeId } })).toMatchObject({
      code: 'submission.password-revoked',
    });
    expect(plan(letter(['ada@client.test']), { by: { ...anna, role: 'administrator' } })).toMatchObject({
      code: 'submission.no-channel',
    });
  });

  it('from the mailbox in which they work, as from their account', () => {
    expect(planned(letter(['ada@client.test', 'anna@work.test'], { from: 'Anna@work.test' }))).toMatchObject({
      ...{ from: null, drafts: [{ group: { recipients: ['ada@client.test'] } }] },
    });
  });

  it('from the alias that the letter says, where it is ours to use', () => {
    expect(planned(letter(['ada@client.test'], { from: 'Info@Company.test' })).from).toMatchObject({
      ...{ mailbox: { id: 'office' }, address: 'info@company.test' },
    });
  });
});

describe('what a client reads of the others', () => {
  const header = {
    to: [
      { name: 'Ada', address: 'ada@client.test' },
      { name: 'bob@rival.test', address: 'bob@rival.test' },
    ],
    cc: [{ name: 'Maria', address: 'maria@company.test' }],
  };
  const given = letter(['ada@client.test', 'bob@rival.test', 'maria@company.test', 'eve@new.test'], header);
  const shown = (at: number, together: boolean) => {
    const { drafts, grouped } = planned(given, { policy: { together } });
    return shownRecipients(given.header, drafts[at]!.group, grouped, together);
  };

  it('nothing, and our own people who were named', () => {
    expect(shown(0, false)).toEqual({ to: [header.to[0]], cc: header.cc });
    expect(shown(1, false)).toEqual({ to: [{ name: '', address: 'bob@rival.test' }], cc: header.cc });
  });

  it('who was in Bcc reads only of themselves', () => {
    expect(shown(2, false)).toEqual({ to: [{ name: '', address: 'eve@new.test' }], cc: [] });
  });

  it('everybody who was named, where the company lets them see each other', () => {
    expect(shown(2, true)).toEqual({ to: [header.to[0], { name: '', address: 'bob@rival.test' }], cc: header.cc });
  });
});

describe('in which thread', () => {
  const inReplyTo = ['<ada.1@client.test>'];
  const draft = (given: SubmittedLetter, at = 0) => {
    const { conversationId, inReplyTo: answers, references } = planned(given).drafts[at]!;
    return { conversationId, inReplyTo: answers, references };
  };

  it('the client’s own, by what it answers', () => {
    expect(draft(letter(['ada@client.test'], { inReplyTo, references: ['<unknown@x.test>', ...inReplyTo] }))).toEqual({
      ...{ conversationId: 'thread-ada', inReplyTo, references: ['<unknown@x.test>', '<ada.1@client.test>'] },
    });
  });

  it('the client’s own, by what was sent on to whoever writes', () => {
    const names = ['<forward.1@company.test>'];
    expect(draft(letter(['ada@client.test'], { inReplyTo: names, references: names }))).toEqual({
      ...{ conversationId: 'thread-ada', inReplyTo, references: inReplyTo },
    });
  });

  it('never another’s: it is not even named', () => {
    const none = { conversationId: null, inReplyTo: [], references: [] };
    expect(draft(letter(['bob@rival.test'], { inReplyTo, references: inReplyTo }))).toEqual(none);
    const both = letter(['ada@client.test', 'bob@rival.test'], { inReplyTo, references: inReplyTo });
    expect(draft(both, 0)).toMatchObject({ conversationId: 'thread-ada' });
    expect(draft(both, 1)).toEqual(none);
    const mixed = ['<ada.1@client.test>', '<bob.1@rival.test>'];
    expect(draft(letter(['ada@client.test'], { inReplyTo: mixed, references: mixed }))).toEqual({
      ...{ conversationId: 'thread-ada', inReplyTo: ['<ada.1@client.test>'], references: ['<ada.1@client.test>'] },
    });
  });

  it('a machine’s own name is nowhere in it', () => {
    const references = ['<1.2@anna-laptop>', '<loose@x.test>'];
    expect(draft(letter(['eve@new.test'], { references }))).toEqual({
      ...{ conversationId: 'thread-loose', inReplyTo: [], references: ['<1.2@company.test>', '<loose@x.test>'] },
    });
  });
});
