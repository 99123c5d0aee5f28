import type { Page } from 'playwright-core';
import type { wordsOf } from './page-words.js';

interface Opened {
  /** With `$…` for what the test made. */
  readonly address: string;
  readonly open: (page: Page, t: ReturnType<typeof wordsOf>) => Promise<void>;
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
const dialog = (page: Page) => page.getByRole('dialog').last();

/** What lies over a page, or is another state of it, and has no address of its own. */
export const dialogs: Readonly<Record<string, Opened>> = {
  'a conversation to be joined': {
    address: '/inbox/$client/$conversation',
    open: async (page, t) => {
      await press(page, t('thread.open'));
      await dialog(page).getByText(t('thread.changes')).waitFor();
      await dialog(page).getByRole('radio', { name: /Wicks/ }).check();
    },
  },
  'a conversation to be moved, and the card chosen': {
    address: '/inbox/$client/$conversation',
    open: async (page, t) => {
      await press(page, t('thread.open'));
      await dialog(page)
        .getByRole('radio', { name: t('thread.how.move') })
        .check();
      await press(page, t('thread.choose'));
      await page.getByRole('option').first().waitFor();
    },
  },
  'a conversation that was split, and the way back': {
    address: '/clients/$client?entry=$entry',
    open: async (page, t) => {
      const letter = page.locator(`[data-interaction="${new URL(page.url()).searchParams.get('entry')}"]`);
      await letter.hover();
      await letter.getByRole('button', { name: t('thread.fromHere') }).click();
      await dialog(page)
        .getByRole('button', { name: t('thread.do.split'), exact: true })
        .click();
      await page.getByText(t('thread.did.split')).waitFor();
    },
  },
  'what was split, undone': {
    address: '/inbox/$client/$conversation',
    open: async (page, t) => {
      await press(page, t('thread.open'));
      await dialog(page)
        .getByRole('button', { name: t('act.undo') })
        .first()
        .click();
      await page.getByText(t('thread.undone')).waitFor();
    },
  },
  spam: {
    address: '/unplaced?of=spam',
    open: async (page) => {
      await page.getByText('You have 37 errors').first().waitFor();
    },
  },
  'who may be blocked': {
    address: '/unplaced?letter=$stranger',
    open: async (page, t) => {
      await press(page, t('spam.block'));
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  'the black list': {
    address: '/unplaced',
    open: async (page, t) => {
      await press(page, t('spam.list'));
      await dialog(page).getByText('loud.test').waitFor();
    },
  },
  'a new mail password': {
    address: '/account',
    open: (page, t) => press(page, t('mailProgram.new')),
  },
  'a mail password, shown once': {
    address: '/account',
    open: async (page, t) => {
      await press(page, t('mailProgram.new'));
      await dialog(page).getByLabel(t('mailProgram.name')).fill('Laptop');
      await dialog(page)
        .getByRole('button', { name: t('mailProgram.make') })
        .click();
      await dialog(page)
        .getByRole('button', { name: t('mailProgram.done') })
        .waitFor();
    },
  },
  'a code for the work mailbox': {
    address: '/account',
    open: (page, t) => page.getByLabel(t('forwarding.code')).scrollIntoViewIfNeeded(),
  },
  'old mail, whose': {
    address: '/mailboxes/import/$ready',
    open: (page) => page.getByRole('heading', { name: 'old.mbox' }).waitFor(),
  },
  'old mail, looked over': {
    address: '/mailboxes/import/$checked',
    open: (page) => page.getByText('who@nowhere.test').first().waitFor(),
  },
  'old mail, brought in': {
    address: '/mailboxes/import/$done',
    open: (page) => page.getByText('who@nowhere.test').first().waitFor(),
  },
  'a mail domain, looked at': {
    address: '/mailboxes/domains',
    open: (page) => page.getByText('v=DMARC1').first().waitFor(),
  },
  'a PDF': {
    address: '/clients/$client?entry=$entry',
    open: async (page) => {
      await page.getByRole('link', { name: /offer\.pdf/ }).click();
      await page.getByRole('dialog').getByRole('img').first().waitFor();
    },
  },
  'a text file': {
    address: '/clients/$client?entry=$entry',
    open: async (page) => {
      await page.getByRole('link', { name: /prices\.csv/ }).click();
      await page.getByRole('dialog').getByText('lamp;120').waitFor();
    },
  },
  'a harmful file': {
    address: '/clients/$client?entry=$entry',
    open: async (page) => {
      await press(page, /invoice\.exe/);
      await dialog(page).getByText('Eicar-Test-Signature').waitFor();
    },
  },
};
