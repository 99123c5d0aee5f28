import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, ClientId, ConversationId, Route, RoutedLetter, SubmittedLetter } from '#libs/contracts';
import { systemScope, UnitOfWork, type Tx } from '#libs/database';
import { findAlias, publicMessageId } from '#libs/letters';
import { copiesFor, type Copy, type CopyPeople } from '../../routing/copies.js';
import { CopyPeopleRepository } from '../../routing/copy-people.repository.js';
import { CopyRulesRepository, type CopyRule } from '../../routing/copy-rules.repository.js';
import { CaptureRepository } from '../capture/capture.repository.js';
import { addressWithToken, newConversationToken } from '../conversation-token.js';
import { HandlingRepository } from '../handling/handling.repository.js';
import { ReachAliases } from '../reach/reach-aliases.js';
import { asWritten, LetterHabits } from './habits/letter-habits.js';
import { SubmissionPolicyRepository } from './policy/submission-policy.repository.js';
import {
  comparedAddress,
  isRefused,
  shownRecipients,
  type AliasTarget,
  type RouteRefused,
} from './recipient-groups.js';
import { RouteFactsRepository, type Mailbox } from './route-facts.repository.js';
import {
  domainOf,
  isAnothers,
  mailboxOf,
  otherMessageId,
  planRoute,
  threadNamesOf,
  type Draft,
  type RouteFacts,
  type RoutePlan,
} from './route-plan.js';
import { addressesOf, ownAddressesOf } from './usable-mailboxes.js';

type Planned = RoutePlan | RouteRefused;

/** Loaded for the letters that go. */
interface MoreFacts {
  readonly companyName: string | null;
  readonly lastChannels: ReadonlyMap<ClientId, ChannelId>;
  readonly tokens: ReadonlyMap<string, string>;
  readonly rules: readonly CopyRule[];
  readonly peopleOf: ReadonlyMap<ClientId, CopyPeople>;
}

/** Whither letters of mail programs go, and as whose. However many letters are asked about, the number of statements is the same. */
@Injectable()
export class LetterRouter {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: RouteFactsRepository,
    private readonly policies: SubmissionPolicyRepository,
    private readonly threads: CaptureRepository,
    private readonly handling: HandlingRepository,
    private readonly aliases: ReachAliases,
    private readonly rules: CopyRulesRepository,
    private readonly people: CopyPeopleRepository,
    private readonly habits: LetterHabits,
  ) {}

  /** @returns one for each letter, in their order. Nothing is written: what was decided comes back with the letter */
  route(letters: readonly SubmittedLetter[]): Promise<Route[]> {
    return this.uow.read(
      systemScope,
      (tx) => this.routes(tx, letters),
      (routes) => routes,
    );
  }

  private async routes(tx: Tx, letters: readonly SubmittedLetter[]): Promise<Route[]> {
    const plans = await this.plan(tx, letters);
    const more = await this.loadMore(tx, plans);
    const routed = plans.plans.map((plan, at) =>
      isRefused(plan) ? plan : this.draw(letters[at]!, plan, plans.facts, more),
    );
    const routes = await this.withoutClientsInCopy(tx, routed);
    return this.habits.add(tx, letters, plans.plans, routes, plans.facts.policy);
  }

  private async plan(
    tx: Tx,
    letters: readonly SubmittedLetter[],
  ): Promise<{ plans: Planned[]; facts: RouteFacts; companyName: string | null }> {
    const written = letters.flatMap(({ header }) => [...header.inReplyTo, ...header.references]);
    const addresses = [
      ...new Set(letters.flatMap(({ envelope }) => envelope.to.flatMap((to) => comparedAddress(to) ?? []))),
    ];
    const [employees, mailboxes, policy, companyName, forwarded, cardsOf, colleagues] = await Promise.all([
      this.repository.employees(tx, [...new Set(letters.map(({ passwordId }) => passwordId))]),
      this.repository.mailboxes(tx),
      this.policies.get(tx),
      this.repository.companyName(tx),
      this.repository.forwarded(tx, [...new Set(written)]),
      this.repository.cards(tx, addresses),
      this.repository.colleagues(tx, addresses),
    ]);
    const own = new Set(mailboxes.flatMap(addressesOf));
    const ids = [
      ...new Set(
        letters.flatMap((letter) => [
          letter.header.messageId ?? '',
          // It is not known yet in whose name it goes: what named a machine may have become any of our domains.
          ...mailboxes.flatMap((mailbox) => {
            const { inReplyTo, references } = threadNamesOf(letter, mailbox, own, forwarded);
            return [...inReplyTo.slice(0, 3), ...references.slice(-19), ...references.slice(0, 1)];
          }),
        ]),
      ),
    ];
    const [byMessageId, awaiting] = await Promise.all([
      this.threads.conversationsByMessageId(tx, ids),
      this.threads.conversationsAwaiting(tx, ids),
    ]);
    const facts = { mailboxes, policy, addresses: { own, cardsOf, colleagues }, byMessageId, awaiting, forwarded };
    const plans: Planned[] = [];
    for (const letter of letters)
      plans.push(planRoute(letter, employees.get(letter.passwordId), await this.aliasesOf(tx, letter), facts));
    return { plans, facts, companyName };
  }

  /** A statement only for a letter that names one: few do, and each for its own writer. */
  private async aliasesOf(
    tx: Tx,
    { employeeId, envelope }: SubmittedLetter,
  ): Promise<ReadonlyMap<string, AliasTarget>> {
    const named = envelope.to.flatMap((to) => comparedAddress(to) ?? []).filter((to) => findAlias(to) !== null);
    if (named.length === 0) return new Map();
    const found = await this.aliases.resolve(tx, employeeId, named);
    return new Map([...found].flatMap(([address, target]) => (target === null ? [] : [[address, target] as const])));
  }

  private async loadMore(
    tx: Tx,
    { plans, companyName }: { plans: Planned[]; companyName: string | null },
  ): Promise<MoreFacts> {
    const going = plans.flatMap((plan) => (isRefused(plan) ? [] : [plan]));
    const drafts = going.flatMap((plan) => plan.drafts);
    const clients = [...new Set(drafts.flatMap(({ group }) => group.clientId ?? []))];
    const conversations = [...new Set(drafts.flatMap(({ conversationId }) => conversationId ?? []))];
    const channels = [...new Set(going.flatMap(({ usable }) => usable.map(({ id }) => id)))];
    const [lastChannels, tokens, rules, peopleOf, handled] = await Promise.all([
      this.repository.lastChannels(tx, clients),
      this.repository.tokens(tx, conversations),
      this.rules.rulesFor(tx, channels, 'outbound'),
      this.people.ofCards(tx, clients),
      this.handling.findAll(tx, conversations),
    ]);
    plans.forEach((plan, at) => {
      if (!isRefused(plan) && isAnothers(plan, handled)) plans[at] = { code: 'submission.not-yours', recipient: null };
    });
    return { companyName, lastChannels, tokens, rules, peopleOf };
  }

  private draw(letter: SubmittedLetter, plan: RoutePlan, facts: RouteFacts, more: MoreFacts): Drawn[] {
    return plan.drafts.map((draft, at) => {
      const mailbox = mailboxOf(plan, draft, more.lastChannels);
      const conversation = conversationOf(draft, more);
      const copies = copiesOf(plan, draft, mailbox, facts, more);
      const { hold, group, inReplyTo, references, elsewhere } = draft;
      const shown = shownRecipients(letter.header, group, plan.grouped, facts.policy.together);
      return {
        copies,
        letter: {
          channelId: mailbox.id,
          ...{ clientId: group.clientId, conversation, hold, elsewhere },
          ...{ internal: plan.grouped.internal !== null, words: asWritten },
          recipients: group.recipients,
          beside: at === 0 ? [...plan.grouped.beside] : [],
          copies: [],
          identity: {
            from: { name: nameOf(plan, more.companyName, mailbox), address: plan.from?.address ?? mailbox.address },
            replyTo: replyToOf(plan, mailbox, conversation.token),
            messageId: at === 0 ? messageIdOf(letter, mailbox, facts) : otherMessageId(domainOf(mailbox.address)),
            ...shown,
            ...{ inReplyTo: [...inReplyTo], references: [...references] },
          },
        },
      };
    });
  }

  /** No client reads what another was written; whose address a visible copy shows the client already knows to be ours. */
  private async withoutClientsInCopy(tx: Tx, routed: readonly (Drawn[] | RouteRefused)[]): Promise<Route[]> {
    const all = routed.flatMap((one) => (isRefused(one) ? [] : one.flatMap(({ copies }) => copies)));
    const addresses = [...new Set(all.map(({ recipient }) => recipient))];
    const [clients, colleagues] =
      addresses.length === 0
        ? [new Set<string>(), new Map<string, unknown>()]
        : await Promise.all([this.people.clientsAmong(tx, addresses), this.repository.colleagues(tx, addresses)]);
    return routed.map((one): Route => {
      if (isRefused(one)) return { is: 'refused', ...one };
      const letters = one.map(({ letter, copies }): RoutedLetter => {
        const kept = copies.filter(({ recipient }) => !clients.has(recipient));
        const domain = `@${domainOf(letter.identity.from.address)}`;
        const cc = kept.filter(
          ({ visible, recipient }) => visible && (colleagues.has(recipient) || recipient.endsWith(domain)),
        );
        return {
          ...letter,
          copies: kept.map(({ ruleId, recipient }) => ({ ruleId, recipient })),
          identity: {
            ...letter.identity,
            cc: [...letter.identity.cc, ...cc.map(({ recipient }) => ({ name: '', address: recipient }))],
          },
        };
      });
      return { is: 'routed', letters };
    });
  }
}

/** A colleague's answer goes to whoever wrote: at the company's address it would be somebody's letter to it. */
function replyToOf({ grouped, employee }: RoutePlan, { address, settings }: Mailbox, token: string): string | null {
  if (grouped.internal !== null) return ownAddressesOf(employee).at(-1)!;
  return settings.plusAddressing ? addressWithToken(address, token) : null;
}

interface Drawn {
  readonly letter: RoutedLetter;
  readonly copies: readonly Copy[];
}

function conversationOf({ conversationId }: Draft, { tokens }: MoreFacts): RoutedLetter['conversation'] {
  const token = conversationId === null ? undefined : tokens.get(conversationId);
  if (conversationId !== null && token !== undefined) return { id: conversationId, token, isNew: false };
  return { id: uuidv7() as ConversationId, token: newConversationToken(), isNew: true };
}

function copiesOf(
  { employee, grouped }: RoutePlan,
  { group }: Draft,
  mailbox: Mailbox,
  { addresses: { own } }: RouteFacts,
  { rules, peopleOf }: MoreFacts,
): Copy[] {
  const nobody: CopyPeople = { responsible: null, heads: [] };
  const people = (group.clientId === null ? undefined : peopleOf.get(group.clientId)) ?? nobody;
  const letter = {
    channelId: mailbox.id,
    direction: 'outbound' as const,
    senders: [employee.email, mailbox.address.toLowerCase()],
    addressed: [...group.recipients, ...grouped.beside],
  };
  return copiesFor(rules, letter, people, own);
}

/** As letters from the page have it. */
const nameOf = ({ employee }: RoutePlan, company: string | null, { settings }: Mailbox): string =>
  [employee.name, company ?? settings.displayName].filter(Boolean).join(', ');

function messageIdOf({ header }: SubmittedLetter, { address }: Mailbox, { addresses: { own } }: RouteFacts): string {
  const domain = domainOf(address);
  if (header.messageId === null) return otherMessageId(domain);
  return publicMessageId(header.messageId, {
    ...{ domain, own: new Set([...own].map(domainOf)), machine: new Set<string>() },
  });
}
