import { Injectable } from '@nestjs/common';
import type { ChannelId, EmployeeId, LetterWords, Route, RoutedLetter, SubmittedLetter } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { ReachAliases } from '../../reach/reach-aliases.js';
import type { KnownAlias } from '../../reach/reach-aliases.repository.js';
import { ResponsesService } from '../../responses/responses.service.js';
import { asMarkup } from '../../signatures/signature-words.js';
import { Signatures, type LetterSignature } from '../../signatures/signatures.js';
import type { SubmissionPolicy } from '../policy/submission-policy.js';
import { isRefused, type RouteRefused } from '../recipient-groups.js';
import type { RoutePlan } from '../route-plan.js';

/** Nothing of it changes. */
export const asWritten: LetterWords = { signature: null, responses: [], restoring: null };

/**
 * What people have on the page and expect in their mail program too: the company's signature below, words kept ready for a shortcut. And what
 * of a quoted letter only they may read becomes again what the client knows.
 */
@Injectable()
export class LetterHabits {
  constructor(
    private readonly signatures: Signatures,
    private readonly responses: ResponsesService,
    private readonly aliases: ReachAliases,
  ) {}

  /** @returns the same routes, in their order; refused where words cannot be filled in for somebody */
  async add(
    tx: Tx,
    letters: readonly SubmittedLetter[],
    plans: readonly (RoutePlan | RouteRefused)[],
    routes: readonly Route[],
    policy: SubmissionPolicy,
  ): Promise<Route[]> {
    const quoted = [...new Set(letters.flatMap(({ said }) => said.aliases))];
    const known = quoted.length === 0 ? new Map<string, KnownAlias>() : await this.aliases.find(tx, quoted);
    const signatures = new SignaturesOnce(tx, this.signatures);
    const added: Route[] = [];
    for (const [at, route] of routes.entries()) {
      const plan = plans[at]!;
      const letter = letters[at]!;
      if (route.is === 'refused' || isRefused(plan)) {
        added.push(route);
        continue;
      }
      added.push(await this.addTo(tx, letter, plan, route.letters, { known, signatures, policy }));
    }
    return added;
  }

  private async addTo(
    tx: Tx,
    { said, header }: SubmittedLetter,
    { viewer, employee }: RoutePlan,
    routed: readonly RoutedLetter[],
    {
      known,
      signatures,
      policy,
    }: { known: ReadonlyMap<string, KnownAlias>; signatures: SignaturesOnce; policy: SubmissionPolicy },
  ): Promise<Route> {
    const letters: RoutedLetter[] = [];
    for (const one of routed) {
      const shortcuts = policy.responses ? said.shortcuts : [];
      const ready = shortcuts.length === 0 ? [] : await this.responses.ready(tx, viewer, one.clientId, shortcuts);
      const unfilled = ready.find(({ missing }) => missing.length > 0);
      if (unfilled) return { is: 'refused', code: 'submission.response-unfilled', recipient: unfilled.shortcut };
      const responses = ready.map(({ shortcut, text, files }) => ({
        ...{ shortcut, text, html: asMarkup(text), files: [...files] },
      }));
      // A machine of theirs, an absence note say, writes under its own name.
      const bare = one.internal || (header.autoSubmitted !== null && header.autoSubmitted !== 'no');
      const signature = bare ? null : await this.signatureFor(one.channelId, employee.id, signatures, policy);
      const restoring = said.aliases.length === 0 ? null : restoringFor(one, said.aliases, known, employee.workAddress);
      letters.push({ ...one, words: { signature, responses, restoring } });
    }
    return { is: 'routed', letters };
  }

  private async signatureFor(
    channelId: ChannelId,
    employeeId: EmployeeId,
    signatures: SignaturesOnce,
    { signature: { enabled, channelIds, replaceOwn } }: SubmissionPolicy,
  ): Promise<LetterWords['signature']> {
    if (!enabled || (channelIds !== null && !channelIds.includes(channelId))) return null;
    const found = await signatures.of(employeeId, channelId);
    return found && { text: found.text, html: found.html ?? asMarkup(found.text), replaceOwn };
  }
}

/** In a batch many letters are of the same people, by the same mailbox. */
class SignaturesOnce {
  private readonly found = new Map<string, LetterSignature | null>();

  constructor(
    private readonly tx: Tx,
    private readonly signatures: Signatures,
  ) {}

  async of(employeeId: EmployeeId, channelId: ChannelId): Promise<LetterSignature | null> {
    const key = `${employeeId}:${channelId}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const found = await this.signatures.for(this.tx, employeeId, channelId);
    this.found.set(key, found);
    return found;
  }
}

/** An alias of another client becomes our address, and one that nobody knows: no client hears of another. */
function restoringFor(
  { clientId, recipients, identity }: RoutedLetter,
  quoted: readonly string[],
  known: ReadonlyMap<string, KnownAlias>,
  mailbox: string | null,
): LetterWords['restoring'] {
  const ours = identity.from.address;
  const shown = (address: string): string => {
    const alias = known.get(address);
    return alias !== undefined && alias.clientId === clientId ? (alias.address ?? recipients[0]!) : ours;
  };
  return { instead: Object.fromEntries(quoted.map((one) => [one, shown(one)])), mailbox, ours };
}
