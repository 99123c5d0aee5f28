import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser } from 'playwright-core';
import { describeWith, findProgram } from '../peers/real/peer.js';
import { owner, Product } from '../product/product.js';

describeWith(['chromium'], 'programs, in the page', () => {
  let answers = 204;
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(answers).end());
  });
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
    product = await (await Product.gateway({ KEEPLINE_WEBHOOKS_INSIDE: 'yes' })).start();
    await product.owner();
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    receiver.close();
  });

  it('get a token that is shown once and works, and a webhook that is tried at once', async () => {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${product.url}/`);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
    await page.goto(`${product.url}/integrations`);
    await page.getByRole('button', { name: 'New integration' }).click();
    await page.getByLabel('What it is for').fill('Warehouse');
    await page.getByLabel('Read clients and correspondence').check();
    await page.getByRole('button', { name: 'Make the token' }).click();
    const token = await page.getByLabel('Token', { exact: true }).inputValue();
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    expect(await page.getByLabel('Token', { exact: true }).inputValue()).toBe(token);
    const answer = await fetch(`${product.url}/api/v1/clients`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page
      .getByText('never used')
      .or(page.getByText('used', { exact: false }))
      .first()
      .waitFor();
    // Clicked twice out of habit, or Enter leant on: asked, and not told yes.
    const [end, really] = ['Revoke: Warehouse', 'Revoke for good: Warehouse?'].map((name) =>
      page.getByRole('button', { name }),
    );
    await end!.dblclick();
    await really!.waitFor();
    await really!.blur();
    await end!.focus();
    for (let times = 0; times < 3; times += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await really!.waitFor();
    const still = await fetch(`${product.url}/api/v1/clients`, { headers: { authorization: `Bearer ${token}` } });
    expect(still.status).toBe(200);
    await page.getByRole('button', { name: 'New webhook' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Stock');
    await page
      .getByLabel('Address', { exact: true })
      .fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
    await page.getByLabel('new client').check();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    // There is no earlier secret yet.
    await page.getByText('The receiver checks the signature with it.').waitFor();
    expect(await page.getByText('An earlier one is signed with too').count()).toBe(0);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText(/Answered 204 after \d+ ms/).waitFor();
    await page.getByRole('button', { name: 'Log', exact: true }).click();
    await page.getByText(/^delivered a test/).waitFor();
    // What is sent again is seen to arrive.
    answers = 500;
    await (await product.owner()).newClient('Ada Lovelace', 'ada@client.test');
    await page.reload();
    await page.getByText('1 waiting').waitFor();
    await page.getByRole('button', { name: 'Log', exact: true }).click();
    answers = 204;
    await page.getByText(/^waiting new client/).click();
    await page.getByRole('button', { name: 'Send again', exact: true }).click();
    await page.getByText(/^delivered new client/).waitFor();
    await page.getByText('1 waiting').waitFor({ state: 'detached' });
    receiver.close();
    receiver.closeAllConnections();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText(/Nothing has come through for \d+ min/).waitFor();
    const shots = process.env['KEEPLINE_SHOTS'];
    if (shots !== undefined) {
      await page.screenshot({ path: `${shots}/integrations-1280.png` });
      await page.setViewportSize({ width: 390, height: 900 });
      await page.screenshot({ path: `${shots}/integrations-390.png` });
      await page.getByRole('button', { name: 'New integration' }).click();
      await page.getByLabel('What it is for').waitFor();
      await page.screenshot({ path: `${shots}/token-390.png` });
    }
    await context.close();
  });
});
