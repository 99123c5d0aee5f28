import { chromium, type Browser, type Page } from 'playwright-core';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { TaskView } from '../../apps/core/src/tasks/task.view.js';
import type { ApiUser } from '../product/api.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { Product } from '../product/product.js';

const password = 'a long enough password';
const soon = { withinMs: 15_000 };

describeWith(['chromium'], 'a card on the page', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let owner: ApiUser;
  let ada: ClientView;

  beforeAll(async () => {
    product = await (await Product.gateway()).start();
    owner = await product.owner();
    const anna = await owner.newEmployee('Anna Kovalenko', 'anna@company.test', { password });
    await owner.post('/card-fields', { label: 'Tax number', kind: 'text', format: '99999999', required: true });
    await owner.post('/card-fields', { label: 'City', kind: 'text' });
    await owner.post('/card-tags', { name: 'VIP', colour: 'violet' });
    ada = await owner.newClient('Ada Lovelace', 'ada@client.test', { responsibleId: anna.id });
    await owner.post(`/clients/${ada.id}/notes`, { text: 'Wants the big lamp.' });
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(soon.withinMs);
    await page.goto(`${product.url}/clients/${ada.id}`);
    await page.getByLabel('E-mail', { exact: true }).fill('anna@company.test');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Ada Lovelace', level: 2 }).waitFor();
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
  });

  const now = () => owner.get<ClientView>(`/clients/${ada.id}`);

  it('that somebody else saves meanwhile shows theirs beside mine, and keeps what was typed', async () => {
    await page.getByRole('button', { name: 'Edit the card' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name', { exact: true }).fill('Ada King');
    await form.getByLabel('City').fill('Kyiv');
    await form.getByLabel('Tax number *').fill('12');
    await owner.patch(`/clients/${ada.id}`, { name: 'Countess Lovelace' });
    await form.getByRole('button', { name: 'Save' }).click();
    // What is wrong stands at its field, and nothing typed is lost.
    await form.getByText('It does not fit the format.', { exact: true }).waitFor();
    expect(await form.getByLabel('City').inputValue()).toBe('Kyiv');
    await form.getByLabel('Tax number *').fill('12345678');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('radio', { name: 'Theirs, saved Countess Lovelace' }).check();
    expect(await form.getByLabel('Name', { exact: true }).inputValue()).toBe('Ada King');
    await form.getByRole('button', { name: 'Save the choice' }).click();
    await form.waitFor({ state: 'detached' });
    expect(await now()).toMatchObject({
      name: 'Countess Lovelace',
      fields: { city: 'Kyiv', 'tax-number': '12345678' },
    });
    await page.getByText('12345678').waitFor();
  });

  it('gets a tag by its name', async () => {
    await page.getByRole('button', { name: 'Add a tag' }).click();
    await page
      .getByRole('textbox', { name: 'Add a tag' })
      .or(page.getByRole('combobox', { name: 'Add a tag' }))
      .fill('vip');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take the tag VIP off' }).waitFor();
    expect((await now()).tags).toMatchObject([{ name: 'VIP' }]);
  });

  it('has a next step until it is done', async () => {
    const steps = page.getByRole('region', { name: 'Next step' });
    await steps.getByRole('button', { name: 'Add' }).click();
    const dialog = page.getByRole('dialog', { name: 'Next step' });
    await dialog.getByLabel('What is to be done').fill('Send the lamp');
    await dialog.getByRole('button', { name: 'In a week' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await steps.getByText('Send the lamp').waitFor();
    const tasks = async () => (await owner.get<{ items: TaskView[] }>(`/clients/${ada.id}/tasks`)).items;
    expect(await tasks()).toMatchObject([
      { kind: 'promise', what: 'Send the lamp', madeBy: { name: 'Anna Kovalenko' } },
    ]);
    await steps.getByRole('button', { name: 'Done: Send the lamp' }).click();
    await steps.getByText('Nothing is planned.').waitFor();
    expect(await tasks()).toEqual([]);
  });

  it('has an entry on top that was pinned, for everybody', async () => {
    const entry = page.locator('[data-interaction]').filter({ hasText: 'Wants the big lamp.' });
    await entry.hover();
    await entry.getByRole('button', { name: 'Pin' }).click();
    await page.getByRole('list', { name: 'Pinned' }).getByText('Wants the big lamp.').waitFor();
    await eventually(async () => {
      expect((await owner.get<{ items: object[] }>(`/clients/${ada.id}/pins`)).items).toHaveLength(1);
    }, soon);
  });

  it('says in its timeline and its history who changed what', async () => {
    await owner.patch(`/clients/${ada.id}`, { stage: 'sales' });
    await page.getByText('Stage: Prospecting → Sales').first().waitFor();
    await page.getByRole('button', { name: 'What changed on the card' }).click();
    await page.getByText('Name: Ada Lovelace → Countess Lovelace').waitFor();
  });

  it('is found by a name that stands in the address, and is there again on the way back', async () => {
    await owner.newClient('Charles Babbage', 'charles@client.test', { responsibleId: ada.responsible!.id });
    await page.goto(`${product.url}/clients`);
    const [countess, charles] = ['Countess Lovelace', 'Charles Babbage'].map((name) =>
      page.getByRole('main').getByRole('link', { name }),
    );
    await charles!.waitFor();
    // The longest of our languages fits too.
    await page.locator('select[aria-label="Life cycle"]').waitFor();
    const room = await page.evaluate<number>(`(() => {
      const select = document.querySelector('select[aria-label="Life cycle"]');
      const style = getComputedStyle(select);
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = style.font;
      const inner = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      return inner - pen.measureText('Жизненный цикл: любые').width;
    })()`);
    expect(room).toBeGreaterThan(0);
    await page.getByRole('searchbox', { name: 'Find by name' }).fill('Countess');
    await charles!.waitFor({ state: 'detached' });
    await eventually(() => expect(new URL(page.url()).search).toBe('?name=Countess'), soon);
    await countess!.click();
    await page.getByRole('heading', { name: 'Countess Lovelace', level: 2 }).waitFor();
    await page.goBack();
    await countess!.waitFor();
    expect(await page.getByRole('searchbox', { name: 'Find by name' }).inputValue()).toBe('Countess');
    expect(await charles!.count()).toBe(0);
  });

  it('that one may not see leads back to the inbox, by the phone too', async () => {
    const theirs = await owner.newClient('Grace Hopper', 'grace@client.test');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${product.url}/clients/${theirs.id}`);
    await page.getByRole('alert').getByRole('link', { name: 'Inbox' }).click();
    await page.getByRole('region', { name: 'Inbox' }).waitFor();
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('at an address that is none is told so, and nobody is blamed for a form', async () => {
    await page.goto(`${product.url}/clients/mistyped`);
    const said = page.getByRole('alert').filter({ hasText: 'There is nothing at this address' });
    await said.waitFor();
    expect(await said.getByRole('button').count()).toBe(0);
  });
});
