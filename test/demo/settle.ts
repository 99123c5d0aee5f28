import { eventually } from '#libs/testing';
import type { CountersView } from '../../apps/core/src/conversations/inbox/inbox.view.js';
import type { MeView } from '../../apps/core/src/access/sign-in/session.view.js';
import type { EmployeeView } from '../../apps/core/src/access/employees/employee.view.js';
import type { TeamView } from '../../apps/core/src/access/teams/team.view.js';
import type { ApiUser } from '../product/api.js';
import { keepAnswersReady } from './ready-answers.js';
import { sign } from './signatures.js';
import { settleCards } from './cards.js';
import { shopAddress } from './mail/domains.js';
import { machineConversations } from './mail/machine-letters.js';
import { archive, clients, company, password, staff, team } from './sample-office.js';
import { settleTeams } from './teams.js';

export interface SettledOffice {
  readonly owner: ApiUser;
  readonly teamId: string;
  /** The mailbox. */
  readonly officeId: string;
  /** The owner among them. */
  readonly people: Readonly<Record<keyof typeof staff, { readonly id: string }>>;
}

/** Fills a fresh installation through its own API: people, cards, the mailbox with its past. */
export async function settle(
  owner: ApiUser,
  world: { imapPort: number; smtpPort: number; letters: number },
  say: (line: string) => void,
): Promise<SettledOffice> {
  const { id: teamId } = await owner.post<TeamView>('/teams', { name: team });
  const people: Partial<Record<keyof typeof staff, Pick<EmployeeView, 'id'>>> = {};
  // Made from the environment: the address is all that was known of them.
  people.owner = await owner.patch<MeView>('/me', { name: staff.owner.name });
  await owner.put('/company', {
    ...{ name: company.name, defaultCountry: 'UA', timeZone: 'Europe/Kyiv', languages: ['uk', 'ru', 'en'] },
    ...{ phone: '+380 44 555 01 00', website: `https://${company.domain}` },
  });
  for (const key of ['manager', 'anna', 'dmytro', 'svitlana'] as const) {
    people[key] = await owner.newEmployee(staff[key].name, staff[key].email, {
      password,
      role: key === 'manager' ? 'manager' : 'employee',
      teamId,
    });
  }
  await settleTeams(owner, teamId, people.manager!.id);
  for (const client of clients) {
    await owner.post('/clients', {
      kind: client.kind,
      name: client.name,
      stage: client.stage,
      responsibleId: people[client.responsible]?.id ?? null,
      contactPoints: [
        { kind: 'email', value: client.email, label: client.person },
        { kind: 'phone', value: client.phone },
      ],
    });
  }
  await settleCards(owner);
  // The sample office has been at work for months.
  await owner.post('/first-steps/end', {});
  say(`${clients.length} cards, ${Object.keys(people).length} people. Connecting ${company.office} …`);
  const { id: officeId } = await owner.newMailbox({
    name: 'Офіс',
    teamId,
    mailbox: {
      address: company.office,
      displayName: company.name,
      aliases: [shopAddress],
      imap: {
        host: '127.0.0.1',
        port: world.imapPort,
        security: 'none',
        user: company.office,
        folders: ['INBOX'],
        sentFolder: 'Sent',
      },
      smtp: { host: '127.0.0.1', port: world.smtpPort, security: 'none', user: null },
      backfillFrom: '2020-01-01T00:00:00Z',
      plusAddressing: true,
      dkim: true,
    },
    imapPassword: 'provider password',
    smtpPassword: null,
  });
  await keepAnswersReady(owner, teamId);
  await sign(owner, teamId, people as SettledOffice['people']);
  await owner.post('/copy-rules', { direction: 'both', target: 'address', address: archive });
  await eventually(
    async () => {
      const { all, unplaced } = await owner.get<CountersView>('/conversations/counters');
      if (all < clients.length * 3 + machineConversations || unplaced < 5)
        throw new Error(`the letters of the past did not arrive: ${all} conversations, ${unplaced} unplaced`);
    },
    { withinMs: 60_000 },
  );
  return { owner, teamId, officeId, people: people as SettledOffice['people'] };
}
