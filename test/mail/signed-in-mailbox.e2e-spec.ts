import { eventually } from '#libs/testing';
import type { ChannelView } from '../../apps/core/src/channels/channel.view.js';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import { AProvider } from '../peers/identity-provider.js';
import { startDovecot, type Dovecot } from '../peers/real/dovecot.js';
import { describeWith } from '../peers/real/peer.js';
import { SmtpWorld } from '../peers/smtp-world.js';
import type { ApiUser } from '../product/api.js';
import { officeMailbox } from '../product/office-mailbox.js';
import { Product } from '../product/product.js';

const address = 'office@company.test';
const soon = { withinMs: 40_000 };
const letter = (subject: string) =>
  Buffer.from(
    `From: Ada <ada@client.test>\r\nTo: ${address}\r\nSubject: ${subject}\r\nMessage-ID: <${subject.toLowerCase()}@client.test>\r\n` +
      `Date: ${new Date().toUTCString()}\r\n\r\n${subject} of the lamps\r\n`,
  );

describeWith(['dovecot'], 'a mailbox on a real server that is entered by a sign-in (XOAUTH2)', () => {
  const provider = new AProvider();
  const world = new SmtpWorld({ user: address, password: 'no password enters' });
  let dovecot: Dovecot;
  let product: Product;
  let owner: ApiUser;
  let ada: ClientView;
  let channel: ChannelView;

  beforeAll(async () => {
    product = await (await Product.gateway()).start();
    owner = await product.owner();
    const { redirectUri } = await owner.get<{ redirectUri: string }>('/mail-oauth');
    provider.somebody = { email: address, verified: true };
    await provider.listen(redirectUri, { lasting: true });
    dovecot = await startDovecot({ tokenInfo: provider.tokenInfo });
    world.tokens = provider.good;
    ada = await owner.newClient('Ada Lovelace', 'ada@client.test');
    await owner.put('/mail-oauth/other', {
      ...{ issuer: provider.issuer, clientId: AProvider.client.id, clientSecret: AProvider.client.secret },
    });
  }, 120_000);

  afterAll(async () => {
    await product?.remove();
    await dovecot?.stop();
    await provider.close();
    await world.close();
  });

  /** What a browser does with the button on the page. @returns where it ends */
  async function signIn(channelId: string | null): Promise<URL> {
    const { url } = await owner.post<{ url: string }>('/mail-consents', { provider: 'other', address, channelId });
    const came = await provider.visit(url);
    const answer = await fetch(came, { redirect: 'manual', headers: { cookie: owner.sessionCookie } });
    return new URL(answer.headers.get('location')!, product.url);
  }
  const timeline = async () => (await owner.get<{ items: InteractionView[] }>(`/clients/${ada.id}/timeline`)).items;
  const shown = () => owner.get<ChannelView>(`/channels/${channel.id}`);
  const answer = (text: string) =>
    owner.post<InteractionView>(`/clients/${ada.id}/messages`, { medium: 'email', subject: 'Offer', text });

  it('is read by the token alone', async () => {
    const ended = await signIn(null);
    const { mailbox, ...rest } = officeMailbox(dovecot);
    const smtp = { host: '127.0.0.1', port: await world.listen(), security: 'none' as const, user: null };
    const auth = { kind: 'oauth' as const, provider: 'other' as const };
    channel = await owner.newMailbox({
      ...{ ...rest, imapPassword: null, consentId: ended.searchParams.get('consent') },
      mailbox: { ...mailbox, imap: { ...mailbox.imap!, user: address }, smtp, auth },
    });
    await dovecot.deliver(address, [letter('First')]);
    await eventually(async () => expect((await timeline()).map(({ subject }) => subject)).toEqual(['First']), soon);
    await eventually(async () => expect(await shown()).toMatchObject({ state: 'online', code: null }), soon);
  });

  it('says “sign in again” when its consent was taken back in mid-session; letters wait, in and out', async () => {
    await provider.takeBack();
    await dovecot.restart();
    await eventually(async () => expect((await shown()).code).toBe('mail.sign-in-again'), soon);
    await dovecot.deliver(address, [letter('Second'), letter('Third')]);
    const waiting = await answer('Our prices');
    await eventually(async () => {
      const found = (await timeline()).find(({ id }) => id === waiting.id);
      expect(found).toMatchObject({ status: 'queued' });
    }, soon);
    expect(world.letters).toEqual([]);
    expect((await timeline()).map(({ subject }) => subject)).not.toContain('Second');
  });

  it('is at work again with the sign-in, without another step; each letter came once, and went once', async () => {
    const ended = await signIn(channel.id);
    expect([ended.pathname, ended.search]).toEqual([`/mailboxes/${channel.id}`, '?renewed=yes']);
    await eventually(async () => expect(await shown()).toMatchObject({ state: 'online', code: null }), soon);
    await eventually(async () => {
      const found = await timeline();
      expect(found.map(({ subject }) => subject).sort()).toEqual(['First', 'Offer', 'Second', 'Third']);
      expect(found.find(({ subject }) => subject === 'Offer')!.status).toBe('sent');
    }, soon);
    expect(world.letters).toHaveLength(1);
    await dovecot.deliver(address, [letter('Fourth')]);
    await eventually(async () => expect((await timeline())[0]!.subject).toBe('Fourth'), soon);
    expect(await timeline()).toHaveLength(5);
  });
});
