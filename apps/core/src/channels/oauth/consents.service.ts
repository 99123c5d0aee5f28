import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ChannelId, OauthTokens, type MailboxSettings, type OauthProvider } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { AppError, UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { newAsking, type Asking } from '../../access/sign-in/provider/openid.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { ChannelsRepository } from '../channels.repository.js';
import { consentAddress, consentFrom } from './consent-door.js';
import { OauthClientsService } from './oauth-clients.service.js';
import { oauthProviders } from './oauth-providers.js';
import { OauthRepository } from './oauth.repository.js';
import type { ConsentStart, ConsentView } from './oauth.view.js';

const facts = 'mail-consent/facts';
/** What the mail role unseals tokens with. */
const tokensSealing = 'mailbox-oauth';
/** Somebody looks for their password, and their second factor. */
const beginningS = 15 * 60;
/** Then the rest of the guide is filled in. An access token is good for about an hour. */
const givenS = 55 * 60;

const hashOf = (state: string): Buffer => createHash('sha256').update(state).digest();

/** Where the browser ends: with what it was given, or with the reason why not. */
export type ConsentOutcome = { channelId: ChannelId | null } & ({ consentId: string } | { refused: string });

/** Somebody signs in at their provider and lets us into a mailbox. */
@Injectable()
export class ConsentsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: OauthRepository,
    private readonly channels: ChannelsRepository,
    private readonly clients: OauthClientsService,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  /**
   * @param sessionHash of the session that asks: only it can end what it began
   * @throws UserError `mail-oauth.not-found`, `channel.not-found`; as `discover`
   */
  async begin(viewer: Viewer, sessionHash: string, redirectUri: string, given: ConsentStart): Promise<string> {
    const channelId = given.channelId === null ? null : ChannelId.parse(given.channelId);
    const state = randomBytes(32).toString('base64url');
    const asking = newAsking();
    const { client, discovered } = await this.uow.as(scopeOf(viewer), async (tx) => {
      if (channelId !== null && (await this.channels.find(tx, channelId)) === null)
        throw new UserError('channel.not-found', { id: channelId });
      const ready = await this.clients.ready(tx, given.provider);
      await this.repository.begin(
        tx,
        {
          id: uuidv7(),
          ...{ stateHash: hashOf(state), sessionHash, employeeId: viewer.employeeId },
          ...{ provider: given.provider, channelId, sealedFacts: this.seal(asking) },
        },
        beginningS,
      );
      return ready;
    });
    const { asking: wanted } = oauthProviders[given.provider];
    const about = { redirectUri, state, scope: client.scope, address: given.address, asking: wanted };
    return consentAddress(await discovered(), about, asking);
  }

  /**
   * The browser is back. What it brings is good once, and only in the session that was sent.
   * @param came the whole address to which it was sent back
   */
  async finish(viewer: Viewer, sessionHash: string, came: URL): Promise<ConsentOutcome> {
    const state = came.searchParams.get('state') ?? '';
    const begun = await this.uow.as(scopeOf(viewer), (tx) => this.repository.takeUp(tx, hashOf(state), sessionHash));
    if (begun === null) return { channelId: null, refused: 'mail-consent.over' };
    const { id, provider, channelId } = begun;
    try {
      const { discovered } = await this.uow.as(scopeOf(viewer), (tx) => this.clients.ready(tx, provider));
      const { tokens, account } = await consentFrom(
        await discovered(),
        came,
        state,
        this.open<Asking>(begun.sealedFacts),
      );
      await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.repository.give(tx, id, this.seal(tokens), account, givenS);
        this.audit.record(tx, viewer, 'mail-consent.given', { subjectId: channelId, body: { provider } });
      });
      return { channelId, consentId: id };
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'bug') throw error;
      const { code } = error;
      await this.uow.as(scopeOf(viewer), async (tx) => {
        await this.repository.end(tx, id);
        this.audit.record(tx, viewer, 'mail-consent.refused', { subjectId: channelId, body: { provider, code } });
      });
      return { channelId, refused: code };
    }
  }

  /** @throws UserError `mail-consent.over` */
  get(viewer: Viewer, id: string): Promise<ConsentView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const given = await this.repository.given(tx, id, viewer.employeeId);
      if (given === null) throw new UserError('mail-consent.over');
      return { id, provider: given.provider, account: given.account, expiresAt: given.expiresAt.toISOString() };
    });
  }

  /**
   * What the mail role is told, sealed for it.
   * @returns null: no consent was named, and the kept tokens stay
   * @throws UserError `mail-consent.over`, `mail-consent.other-provider`
   */
  async sealedTokens(
    viewer: Viewer,
    id: string | null,
    { auth }: Pick<MailboxSettings, 'auth'>,
  ): Promise<string | null> {
    if (id === null) return null;
    const given = await this.uow.as(scopeOf(viewer), (tx) => this.repository.given(tx, id, viewer.employeeId));
    if (given === null) throw new UserError('mail-consent.over');
    if (!fits(auth, given.provider)) throw new UserError('mail-consent.other-provider');
    const tokens = OauthTokens.parse(this.open<unknown>(given.sealedFacts));
    return this.masterKey.sealText(JSON.stringify(tokens), tokensSealing);
  }

  /** The mail role has the tokens; nobody else needs them. */
  async used(viewer: Viewer, id: string | null): Promise<void> {
    if (id !== null) await this.uow.as(scopeOf(viewer), (tx) => this.repository.end(tx, id));
  }

  private seal(value: object): Buffer {
    return this.masterKey.seal(Buffer.from(JSON.stringify(value), 'utf8'), facts);
  }

  private open<T>(sealed: Buffer): T {
    return JSON.parse(this.masterKey.unseal(sealed, facts).toString('utf8')) as T;
  }
}

const fits = (auth: MailboxSettings['auth'], provider: OauthProvider): boolean =>
  auth?.kind === 'oauth' && auth.provider === provider;
