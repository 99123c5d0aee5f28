import { randomUUID } from 'node:crypto';
import * as openid from 'openid-client';
import { type ChannelId, type DeliveryId, type OauthTokens } from '#libs/contracts';
import { aMasterKey, eventually } from '#libs/testing';
import { AProvider } from '../../../test/peers/identity-provider.js';
import { ImapServer } from '../../../test/peers/imap-server.js';
import { aLetter } from '../../../test/peers/letters.js';
import { SmtpWorld } from '../../../test/peers/smtp-world.js';
import { OauthTokensService } from '../src/accounts/oauth/oauth-tokens.service.js';
import { MailboxSupervisor } from '../src/mailboxes/mailbox-supervisor.service.js';
import { DeliveryRepository } from '../src/sending/delivery.repository.js';
import { SenderService } from '../src/sending/sender.service.js';
import { MailRoleHouse } from './mail-role-house.js';

const back = 'http://127.0.0.1:9/callback';
const user = 'sales@corp.test';

describe('a mailbox that is entered by a sign-in at its provider', () => {
  const provider = new AProvider();
  let role: MailRoleHouse;
  let imap: ImapServer;
  let world: SmtpWorld;
  let channelId: ChannelId;

  beforeAll(async () => {
    provider.somebody = { email: user, verified: true };
    await provider.listen(back, { lasting: true });
    role = await MailRoleHouse.open();
    await role.saveOauthClient('other', {
      ...{ issuer: provider.issuer, clientId: AProvider.client.id, clientSecret: AProvider.client.secret },
    });
    role.get(MailboxSupervisor).timing = { pollMs: 100, commandMs: 2_000, fetchMs: 2_000, reconcileMs: 60_000 };
    role.get(MailboxSupervisor).retries = {
      ...{ firstMs: 20, longestMs: 100, lastedMs: 60_000, passwordFirstMs: 60_000, passwordLongestMs: 60_000 },
    };
    role.get(SenderService).timing.pollMs = 50;
  });
  afterAll(async () => {
    await role.close();
    await provider.close();
  });
  beforeEach(async () => {
    provider.accessTokenS = 3_600;
    imap = new ImapServer({ user, password: 'no password enters' });
    world = new SmtpWorld({ user, password: 'no password enters' });
    imap.tokens = world.tokens = provider.good;
    channelId = randomUUID() as ChannelId;
  });
  afterEach(async () => {
    await role.save(channelId, { ...settings(0, 0), imap: null, smtp: null }, { enabled: false });
    await imap.close();
    await world.close();
  });

  const settings = (imapPort: number, smtpPort: number) => ({
    ...{ address: user, displayName: '', aliases: [], backfillFrom: null, plusAddressing: true },
    auth: { kind: 'oauth' as const, provider: 'other' as const },
    imap: {
      ...{ host: '127.0.0.1', port: imapPort, security: 'none' as const, user: null },
      ...{ folders: ['INBOX'], sentFolder: null, sent: 'none' as const },
    },
    smtp: { host: '127.0.0.1', port: smtpPort, security: 'none' as const, user: null },
  });

  /** Somebody signs in and agrees, as core has them do. */
  async function consent(): Promise<OauthTokens> {
    const client = await openid.discovery(
      new URL(provider.issuer),
      AProvider.client.id,
      AProvider.client.secret,
      undefined,
      {
        execute: [openid.allowInsecureRequests],
      },
    );
    const verifier = openid.randomPKCECodeVerifier();
    const url = openid.buildAuthorizationUrl(client, {
      ...{ redirect_uri: back, scope: 'openid email offline_access', prompt: 'consent' },
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const came = await provider.visit(url.href);
    const answer = await openid.authorizationCodeGrant(client, came, { pkceCodeVerifier: verifier });
    return {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token!,
      expiresAt: new Date(Date.now() + answer.expires_in! * 1_000).toISOString(),
    };
  }

  async function connected(tokens: OauthTokens): Promise<void> {
    const [imapPort, smtpPort] = [await imap.listen(), await world.listen()];
    await role.save(channelId, settings(imapPort, smtpPort), { oauth: tokens });
  }
  const online = () =>
    eventually(async () => expect(await role.state(channelId)).toEqual({ state: 'online', code: null }));
  const keptTokens = async (): Promise<OauthTokens> => {
    const [row] = await role.house.db.query<{ oauth: string }>('select oauth from mail.mailbox where channel_id = $1', [
      channelId,
    ]);
    return JSON.parse(aMasterKey().unsealText(row!.oauth, 'mailbox-oauth')) as OauthTokens;
  };
  const order = async () => {
    const body = {
      ...{ deliveryId: randomUUID() as DeliveryId, channelId, envelope: { from: user, to: ['ada@client.test'] } },
      ...{ messageId: '<1@corp.test>', evidence: await role.house.evidence.put(aLetter().bytes()), prependHeaders: [] },
    };
    await role.house.uow.run((tx) => new DeliveryRepository().enqueue(tx, [body]));
    role.get(SenderService).nudge();
  };

  it('is read and sends with the token, and keeps no secret in the clear', async () => {
    const tokens = await consent();
    await connected(tokens);
    imap.deliver(aLetter().subject('by token').bytes());
    await eventually(async () => expect(await role.house.received(channelId)).toHaveLength(1));
    await order();
    await eventually(() => expect(world.letters).toHaveLength(1));
    const [row] = await role.house.db.query('select m::text from mail.mailbox m where channel_id = $1', [channelId]);
    expect(JSON.stringify(row)).not.toContain(tokens.accessToken);
    expect(JSON.stringify(row)).not.toContain(tokens.refreshToken!);
  });

  it('gets a new token before the old one is over, and keeps the rotated refresh token', async () => {
    provider.accessTokenS = 60;
    const tokens = await consent();
    await connected(tokens);
    await online();
    const kept = await keptTokens();
    expect(kept.refreshToken).not.toBe(tokens.refreshToken);
    // The first is good no more (RFC 9700): only the one that was kept goes on.
    const again = await role.get(OauthTokensService).tokenFor(channelId);
    expect(provider.good.has(again)).toBe(true);
    expect((await keptTokens()).refreshToken).not.toBe(kept.refreshToken);
  });

  it('whose token a server refuses before its time gets another by itself', async () => {
    const tokens = await consent();
    provider.good.delete(tokens.accessToken);
    await connected(tokens);
    await online();
    expect((await keptTokens()).accessToken).not.toBe(tokens.accessToken);
  });

  it('whose consent is taken back in mid-session says so; mail waits, and goes when somebody has signed in again', async () => {
    await connected(await consent());
    await online();
    await provider.takeBack();
    imap.hangUp();
    await order();
    await eventually(async () => expect(await role.state(channelId)).toMatchObject({ code: 'mail.sign-in-again' }));
    const states = () =>
      role.house.db.query<{ state: string; code: string | null }>(
        'select state, code from mail.delivery where channel_id = $1',
        [channelId],
      );
    await eventually(async () => expect(await states()).toEqual([{ state: 'queued', code: 'mail.sign-in-again' }]));
    imap.deliver(aLetter().subject('came meanwhile').bytes());

    const [{ settings: kept }] = (await role.house.db.query<{ settings: ReturnType<typeof settings> }>(
      'select settings from mail.mailbox where channel_id = $1',
      [channelId],
    )) as [{ settings: ReturnType<typeof settings> }];
    await role.save(channelId, kept, { oauth: await consent() });
    await online();
    await eventually(() => expect(world.letters).toHaveLength(1));
    await eventually(async () =>
      expect((await role.house.received(channelId)).map(({ header }) => header.subject)).toEqual(['came meanwhile']),
    );
  });

  it('tells of a consent that was taken back while its connection lives on', async () => {
    await connected(await consent());
    await online();
    await provider.takeBack();
    await order();
    await eventually(async () =>
      expect(await role.state(channelId)).toEqual({ state: 'online', code: 'mail.sign-in-again' }),
    );
    expect(imap.connections).toBe(1);
  });

  it('shows its tokens to no other server than the one they were given for', async () => {
    await connected(await consent());
    await online();
    const other = new ImapServer({ user, password: '-' });
    other.tokens = provider.good;
    await role.save(channelId, settings(await other.listen(), 1), {});
    await eventually(async () =>
      expect(await role.state(channelId)).toEqual({ state: 'waiting', code: 'mail.sign-in-again' }),
    );
    expect(other.logins).toBe(0);
    await other.close();
  });

  it('is tried before it is saved, with what the sign-in gave', async () => {
    const tokens = await consent();
    const [imapPort, smtpPort] = [await imap.listen(), await world.listen()];
    const checks = async (given: OauthTokens | null) =>
      (await role.test(null, settings(imapPort, smtpPort), given)).checks.map(({ step, code }) => [step, code]);
    expect(await checks(tokens)).toEqual([
      ...[
        ['imap.connect', null],
        ['imap.login', null],
        ['imap.folders', null],
      ],
      ...[
        ['smtp.connect', null],
        ['smtp.login', null],
      ],
    ]);
    expect((await checks(null))[0]).toEqual(['imap.login', 'mail.sign-in-again']);
    expect(await keptRows()).toEqual([]);
  });
  const keptRows = () => role.house.db.query('select from mail.mailbox where channel_id = $1', [channelId]);
});
