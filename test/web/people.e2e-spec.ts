import { chromium, type Browser, type Page } from 'playwright-core';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import { AProvider } from '../peers/identity-provider.js';
import { describeWith, findProgram } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { hostedMailbox } from '../product/office-mailbox.js';
import { owner, Product } from '../product/product.js';

const password = 'a long enough password';

describeWith(['chromium'], 'people, in the page', () => {
  const provider = new AProvider();
  let product: Product;
  let browser: Browser;
  let api: ApiUser;

  beforeAll(async () => {
    product = await (await Product.gateway()).start();
    api = await product.owner();
    browser = await chromium.launch({
      executablePath: findProgram('chromium')!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
  }, 90_000);

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await product?.remove();
    await provider.close();
  });

  async function aPage(): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    page.setDefaultTimeout(20_000);
    return page;
  }
  async function signIn(email: string, secret = password): Promise<Page> {
    const page = await aPage();
    await page.goto(`${product.url}/sign-in`);
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(secret);
    await page.keyboard.press('Enter');
    return page;
  }
  const inbox = (page: Page) => page.getByRole('region', { name: 'Inbox' });

  it('come by a link that opens once', async () => {
    await api.post('/teams', { name: 'Sales' });
    const boss = await signIn(owner.email, owner.password);
    await inbox(boss).waitFor();
    await boss.goto(`${product.url}/people`);
    await boss.getByRole('button', { name: 'Invite an employee' }).first().click();
    const dialog = boss.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Yana Lytvyn');
    await dialog.getByLabel('E-mail for signing in').fill('yana@company.test');
    await dialog.getByLabel('Team', { exact: true }).selectOption({ label: 'Sales' });
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    const link = await dialog.getByLabel('Link to join').inputValue();
    // Without the year, which some languages end in a full stop of its own.
    await dialog.getByText(/ until \d+ \p{L}+\.$/u).waitFor();
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/join\/\S{20,}$/);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await boss.getByText('They have a link and have not come yet.').waitFor();

    const yana = await aPage();
    const refused: string[] = [];
    yana.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${new URL(response.url()).pathname}`);
    });
    await yana.goto(link);
    await yana.getByRole('heading', { name: 'Welcome, Yana Lytvyn' }).waitFor();
    await yana.getByLabel('Choose a password', { exact: true }).fill(password);
    await yana.getByRole('button', { name: 'Begin' }).click();
    await inbox(yana).waitFor();
    expect(refused).toEqual([]);
    const { items } = await api.get<{ items: object[] }>('/employees');
    expect(items).toContainEqual(expect.objectContaining({ name: 'Yana Lytvyn', team: expect.anything() }));

    const again = await aPage();
    await again.goto(link);
    await again.getByRole('heading', { name: 'This link does not open' }).waitFor();
    await again.getByText('This link has been used already. Sign in with your password.').waitFor();
    expect(await again.getByText('Ask whoever sent it for another one.').count()).toBe(0);
    await again.getByRole('link', { name: 'Open Keepline' }).click();
    await again.getByRole('heading', { name: 'Sign in to Keepline' }).waitFor();
    // Whoever is signed in need not do so again.
    await boss.goto(link);
    await boss.getByText(/^This link has been used already\. You are signed in as /).waitFor();
    expect(await boss.getByText('Sign in with your password', { exact: false }).count()).toBe(0);
    await boss.getByRole('link', { name: 'Open Keepline' }).click();
    await inbox(boss).waitFor();
  });

  it('leave: in one dialog they get in nowhere any more, and what they had is the successor’s', async () => {
    const lena = await api.newEmployee('Lena Lis', 'lena@company.test', { password });
    await api.newEmployee('Boris Bondar', 'boris@company.test', { password });
    const card = await api.newClient('Ada Lovelace', 'ada@client.test', { responsibleId: lena.id });
    // Nobody has to be there: what is put off waits.
    await api.newMailbox(hostedMailbox({ imapPort: 9, smtpPort: 9 }));
    const message = { medium: 'email', subject: 'Offer', text: 'Our offer, as we said' };
    const at = new Date(Date.now() + 86_400_000).toISOString();
    await (await product.as('lena@company.test', password)).post(`/clients/${card.id}/later`, { message, at });
    const lenas = await signIn('lena@company.test');
    await inbox(lenas).waitFor();
    const boss = await signIn(owner.email, owner.password);
    await inbox(boss).waitFor();
    await boss.goto(`${product.url}/people`);
    const row = boss.getByRole('listitem').filter({ hasText: 'Lena Lis' });
    await row.getByRole('button', { name: /^Change/ }).click();
    await boss.getByRole('button', { name: 'Leaves or is suspended …' }).click();
    const dialog = boss.getByRole('dialog', { name: 'Lena Lis leaves' });
    await dialog.getByText('Open sessions').waitFor();
    await dialog.getByText(/^Answers put off/).waitFor();
    await dialog.getByLabel('Who takes over').selectOption({ label: 'Boris Bondar' });
    await dialog.getByLabel('Why').fill('moved to another town');
    await dialog.getByRole('button', { name: 'Leaves for good' }).click();
    // Asked once more before anything happens.
    expect((await api.get<ClientView>(`/clients/${card.id}`)).responsible?.name).toBe('Lena Lis');
    await dialog.getByRole('button', { name: 'Really? It happens at once' }).click();
    await dialog.getByText(/^Passed on to: Boris Bondar/).waitFor();
    expect((await api.get<ClientView>(`/clients/${card.id}`)).responsible?.name).toBe('Boris Bondar');
    await dialog.getByRole('button', { name: 'Done' }).click();
    const said = row.getByText('suspended');
    await said.waitFor();
    await boss.setViewportSize({ width: 390, height: 860 });
    const name = row.locator('b').first();
    expect(await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)).toBe(false);
    await boss.setViewportSize({ width: 1280, height: 800 });
    await row.getByRole('button', { name: /^Change/ }).click();
    await boss.getByRole('dialog').getByRole('button', { name: 'Readmit' }).waitFor();
    expect(await boss.getByRole('dialog').getByLabel('New password', { exact: true }).count()).toBe(0);
    await boss.goto(`${product.url}/clients/${card.id}`);
    await boss.getByText(/left the company/).waitFor();
    await boss.getByText(/may not write to clients any more.*Lena Lis/).waitFor();
    await boss.getByRole('button', { name: 'Take over' }).click();
    const answer = boss.getByRole('region', { name: 'Answer' });
    await answer.getByText('Our offer, as we said').waitFor();
    expect(await boss.getByRole('button', { name: 'Take over' }).count()).toBe(0);
    await lenas.goto(`${product.url}/clients`);
    await lenas.getByRole('heading', { name: 'Sign in to Keepline' }).waitFor();
  });

  it('sign in by the company’s own provider', async () => {
    await api.newEmployee('Vera Voronova', 'vera@company.test', { password });
    const { redirectUri } = await api.get<{ redirectUri: string }>('/sign-in-provider');
    await provider.listen(redirectUri);
    provider.somebody = { email: 'vera@company.test', verified: true };
    const boss = await signIn(owner.email, owner.password);
    await inbox(boss).waitFor();
    await api.put('/sign-in-provider', {
      ...{ enabled: true, name: 'Company account', issuer: provider.issuer, clientId: AProvider.client.id },
      ...{ clientSecret: AProvider.client.secret, domain: null, passwords: 'everyone', secondFactor: false },
    });
    const vera = await aPage();
    await vera.goto(`${product.url}/clients`);
    await vera.getByRole('button', { name: 'Sign in with Company account' }).click();
    await vera.getByRole('heading', { name: 'Clients', level: 1 }).waitFor();
    expect(new URL(vera.url()).pathname).toBe('/clients');

    provider.somebody = { email: 'stranger@company.test', verified: true };
    const stranger = await aPage();
    await stranger.goto(`${product.url}/sign-in`);
    await stranger.getByRole('button', { name: 'Sign in with Company account' }).click();
    await stranger.getByRole('alert').waitFor();
    expect(new URL(stranger.url()).pathname).toBe('/sign-in');
  });
});
