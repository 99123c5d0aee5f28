import type { Page } from 'playwright-core';
import type { wordsOf } from './page-words.js';

interface FilledForm {
  /** With `$…` for what the test made. */
  readonly address: string;
  /** A control of the form: there may be several on a page. */
  readonly control: string;
  /** What is typed where not just anything can be, by the controls' names. */
  readonly typed?: Readonly<Record<string, string>>;
  readonly open?: (page: Page, t: ReturnType<typeof wordsOf>) => Promise<void>;
}

type Open = NonNullable<FilledForm['open']>;
/** A button may say more behind its name: a key, whose it is. */
const beginning = (name: string) => new RegExp(`^${name.replace(/[()/?.*+]/g, '\\$&')}`);
const press =
  (name: string): Open =>
  (page, t) =>
    page
      .getByRole('button', { name: beginning(t(name)) })
      .filter({ visible: true })
      .first()
      .click();
const tick: Open = (page) => page.getByRole('dialog').getByRole('checkbox').first().check();
/** Where several have a button of that name: that of whoever is named. */
const pressBeside =
  (words: string, name: string, values: Record<string, string> = {}): Open =>
  (page, t) =>
    page
      .locator('li, tr, article')
      .filter({ hasText: words })
      .getByRole('button', { name: t(name, values) })
      .first()
      .click();
const inOrder =
  (...all: readonly Open[]): Open =>
  async (page, t) => {
    for (const each of all) await each(page, t);
  };
const pressRadio =
  (name: string): Open =>
  (page, t) =>
    page.getByRole('radio', { name: t(name) }).click();
const within =
  (section: string, name: string): Open =>
  (page, t) =>
    page
      .locator('section', { has: page.getByRole('heading', { name: t(section), exact: true }) })
      .last()
      .getByRole('button', { name: t(name), exact: true })
      .click();

/** Forms that the server may refuse, and how one comes to them. */
export const forms: Readonly<Record<string, FilledForm>> = {
  'one’s own name': { address: '/account', control: 'name' },
  'one’s own password': { address: '/account', control: 'old' },
  'a mail password': { address: '/account', control: 'name', open: press('mailProgram.new') },
  'the work mailbox': { address: '/account', control: 'address' },
  'an authenticator’s code': { address: '/account', control: 'code', open: press('account.totp.setUp') },
  'a token of one’s own': { address: '/account', control: 'name', open: inOrder(press('token.new'), tick) },
  'an integration': { address: '/integrations', control: 'name', open: inOrder(press('token.newIntegration'), tick) },
  'a webhook': {
    address: '/integrations',
    control: 'url',
    open: inOrder(press('webhook.new'), tick),
  },
  'a new card': { address: '/clients', control: 'name', open: press('clients.new') },
  'a card': { address: '/clients/$client', control: 'name', open: press('clients.edit') },
  'a card’s responsible employee': { address: '/clients/$client', control: 'reason', open: press('clients.reassign') },
  'a contact point': { address: '/clients/$client', control: 'value', open: within('contact.title', 'contact.add') },
  'a promise': { address: '/clients/$client', control: 'what', open: within('cards.nextStep', 'contact.add') },
  'a field of cards': { address: '/clients/settings', control: 'label', open: press('cards.newField') },
  'a tag': { address: '/clients/settings', control: 'name' },
  'an invitation': { address: '/people', control: 'email', open: press('invite.title') },
  // By her address: her name stands in the row of her team, too.
  'an employee': { address: '/people', control: 'title', open: pressBeside('anna@company.test', 'people.change') },
  'a team': { address: '/people', control: 'name', open: press('teams.add') },
  'the company': { address: '/settings/company', control: 'website' },
  'who signs in by a provider': {
    address: '/settings/sign-in',
    control: 'issuer',
    open: press('account.provider.setUp'),
  },
  'a signature': { address: '/settings/signatures', control: 'text', open: press('signatures.add') },
  'a ready answer': { address: '/responses', control: 'shortcut', open: press('responses.add') },
  'a copy rule': { address: '/mailboxes', control: 'address', open: press('copies.add') },
  'a holiday': { address: '/settings/routing', control: 'firstDay', open: press('holidays.add') },
  'how a team’s work is given out': {
    address: '/settings/routing',
    control: 'warnMinutes',
    open: pressBeside('Sales', 'routing.changeTeam', { name: 'Sales' }),
  },
  'a new mailbox': {
    address: '/mailboxes/new',
    control: 'mailbox.address',
    open: pressRadio('preset.own.name'),
    typed: { 'mailbox.backfillFrom': '2020-01-01' },
  },
  'old mail of a server': { address: '/mailboxes/import', control: 'server.host' },
  'a trunk': { address: '/telephony/trunks/new', control: 'settings.host', open: pressRadio('trunks.preset.other') },
  'a WhatsApp number': {
    address: '/whatsapp/new',
    control: 'settings.number',
    open: inOrder(pressRadio('whatsapp.option.web.name'), (page, t) =>
      page.getByRole('checkbox', { name: t('whatsapp.risk.accept') }).check(),
    ),
  },
  'what telephones may do': { address: '/telephony/policy', control: 'premiumPrefixes' },
  'an extension': {
    address: '/telephony/extensions',
    control: 'number',
    open: pressBeside('Anna Kovalenko', 'extensions.give'),
  },
  'a playlist': { address: '/playlists', control: 'name' },
  'a criterion': { address: '/reports?view=scores', control: 'name' },
  'who is away': { address: '/settings/routing', control: 'since' },
  'a card for an unknown sender': {
    address: '/unplaced?letter=$stranger',
    control: 'newClient.name',
    open: press('unplaced.newCard'),
  },
  'an account of a provider of mail': {
    address: '/mailboxes/providers',
    control: 'clientId',
    open: press('mailSignIn.register'),
  },
};
