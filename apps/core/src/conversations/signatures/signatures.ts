import { Injectable } from '@nestjs/common';
import type { ChannelId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { firstNameOf } from '../responses/first-name.js';
import {
  filledSignature,
  logoContentId,
  logoPlace,
  unsaidIn,
  withLogo,
  type SignatureValues,
  type SignatureWords,
} from './signature-words.js';
import { firstSignaturePolicy, type SignaturePolicy } from './signature.view.js';
import { SignaturesRepository, type SignatureFacts, type SignatureLogo } from './signatures.repository.js';

/** What stands under a letter, and what of it an employee chose themselves. */
export interface LetterSignature extends SignatureWords {
  /** The picture that the markup shows under {@link logoContentId}; null: it shows none. */
  readonly logo: SignatureLogo | null;
  /** As they wrote it; what protects clients looks at it. null: nothing of it is their own. */
  readonly ownWords: string | null;
}

/** What stands under a letter, whoever writes it and wherever: at the page or in a mail program. */
@Injectable()
export class Signatures {
  constructor(private readonly repository: SignaturesRepository) {}

  /**
   * The most specific one: the employee's own where the policy lets it stand, else the mailbox's, the team's, the company's.
   * @param pictures whether the letter can carry the company's
   * @returns with everything put in and markup cleaned; null: nothing stands there
   */
  async for(
    tx: Tx,
    employeeId: EmployeeId,
    channelId: ChannelId | null,
    { pictures = false }: { pictures?: boolean } = {},
  ): Promise<LetterSignature | null> {
    const facts = await this.repository.facts(tx, employeeId, channelId);
    if (facts === null) return null;
    const { words, own } = chosen(facts, policyOf(facts));
    if (words === null) return null;
    const seen = pictures ? facts : { ...facts, logo: null };
    const { text, html } = drawn(
      await filledSignature(words, valuesOf(seen), own && (await filledOwn(own, seen))),
      seen,
    );
    if (text === '') return null;
    const logo = html?.includes(`cid:${logoContentId}`) === true ? seen.logo : null;
    return { text, html, logo, ownWords: own === null && words !== facts.own ? null : wordsOf(facts) };
  }

  /** As it would stand under a letter of the viewer's if it said this. @param own it would be their own one */
  async shown(
    tx: Tx,
    employeeId: EmployeeId,
    channelId: ChannelId | null,
    wish: SignatureWords,
    own: boolean,
  ): Promise<SignatureWords & { missing: string[] }> {
    const facts = (await this.repository.facts(tx, employeeId, channelId))!;
    const policy = policyOf(facts);
    const wished: SignatureFacts = own ? { ...facts, own: wish } : { ...facts, shared: wish };
    const stands = own
      ? chosen(wished, { own: policy.own === 'never' ? 'instead' : policy.own })
      : chosen(policy.own === 'within' ? wished : { ...wished, own: null }, policy);
    const values = valuesOf(facts);
    const words = stands.words ?? wish;
    return {
      ...drawn(await filledSignature(words, values, stands.own && (await filledOwn(stands.own, facts))), facts),
      missing: unsaidIn([wish.text, wish.html ?? ''], values),
    };
  }
}

const policyOf = (facts: SignatureFacts): SignaturePolicy => ({ ...firstSignaturePolicy, ...facts.policy });
const wordsOf = ({ own }: SignatureFacts): string | null => own && `${own.text}\n${own.html ?? ''}`;
const ownPlace = /\{\{\s*own\s*\}\}/;

/** Which words stand there, and which are put into them. */
function chosen(
  { own, shared }: Pick<SignatureFacts, 'own' | 'shared'>,
  policy: SignaturePolicy,
): { words: SignatureWords | null; own: SignatureWords | null } {
  switch (policy.own) {
    case 'instead':
      return { words: own ?? shared, own: null };
    case 'never':
      return { words: shared, own: null };
    case 'within': {
      if (shared === null || own === null) return { words: shared ?? own, own: null };
      const { text, html } = shared;
      const before = (words: string, end: string) => (ownPlace.test(words) ? words : `{{own}}${end}\n${words}`);
      return { words: { text: before(text, ''), html: html === null ? null : before(html, '<br>') }, own };
    }
  }
}

const filledOwn = (own: SignatureWords, facts: SignatureFacts): Promise<SignatureWords> =>
  filledSignature(own, valuesOf(facts), null);

const drawn = ({ text, html }: SignatureWords, { logo, company }: SignatureFacts): SignatureWords => ({
  text,
  html: html === null || logo === null ? html : withLogo(html, { ...logo, name: company?.name ?? '' }),
});

const valuesOf = (facts: SignatureFacts): SignatureValues => ({
  'me.name': facts.name,
  'me.first-name': firstNameOf(facts.name),
  'me.title': facts.title,
  'me.phone': facts.phone,
  'me.extension': facts.extension,
  'team.name': facts.team,
  'channel.address': facts.address,
  'company.name': facts.company?.name ?? null,
  'company.phone': facts.company?.phone ?? null,
  'company.website': facts.company?.website ?? null,
  'company.logo': facts.logo && logoPlace,
  own: null,
});
