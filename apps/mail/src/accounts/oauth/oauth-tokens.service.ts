import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OauthTokens, type ChannelId, type OauthProvider } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { MailboxRepository } from '../../mailboxes/mailbox.repository.js';
import { MailServerTrouble } from '../../mailboxes/server-trouble.js';
import { OauthClientsRepository, type OauthClient } from './oauth-clients.repository.js';
import { TokenRenewal } from './token-renewal.js';

/** What tokens of a mailbox, and the secret of a registration, are sealed for. */
const oauthSealing = { tokens: 'mailbox-oauth', client: 'mail-oauth-client' } as const;

interface OauthTiming {
  /** A token is renewed so long before it is over. */
  earlyMs: number;
  /** How often it is looked whether one is due: an account that nobody enters for months would lose its consent. */
  watchMs: number;
  /** What only a person can put right is not asked for again for so long. */
  againMs: number;
}
const usualOauthTiming: OauthTiming = { earlyMs: 5 * 60_000, watchMs: 60_000, againMs: 15 * 60_000 };

/** What is known of one mailbox's tokens beyond what is kept. */
interface Known {
  /** Of those that ask at once, one renews. */
  asking: Promise<string> | null;
  /** Tokens that the provider gave and that are not written down yet, and for which kept ones they came. */
  unsaved: { before: string; tokens: OauthTokens } | null;
  /** A mail server did not take this one although it was not over. */
  refused: string | null;
  /** This one was renewed just now, and no mail server has taken it yet. */
  unproven: string | null;
  trouble: { of: string; until: number; error: MailServerTrouble } | null;
}

/** Access tokens of mailboxes that are entered by OAuth: renewed before they are over, and kept sealed. */
@Injectable()
export class OauthTokensService implements OnApplicationBootstrap, OnModuleDestroy {
  timing: OauthTiming = usualOauthTiming;
  /** Whoever shows how a mailbox is hears of what became of its sign-in. */
  heard: (channelId: ChannelId, trouble: MailServerTrouble | null) => void = () => undefined;
  private readonly renewal = new TokenRenewal();
  private readonly known = new Map<ChannelId, Known>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly mailboxes: MailboxRepository,
    private readonly clients: OauthClientsRepository,
    private readonly masterKey: MasterKey,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const watch = () => {
      this.timer = setTimeout(() => void this.renewDue().finally(watch), this.timing.watchMs).unref();
    };
    watch();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  /** The provider's registration changed: nothing that failed for its sake is waited out. */
  forgetTroubles(): void {
    for (const known of this.known.values()) known.trouble = null;
  }

  /** @throws MailServerTrouble `mail.sign-in-again`, `mail.sign-in-unset`, `mail.sign-in-away` */
  async tokenFor(channelId: ChannelId): Promise<string> {
    const known = this.of(channelId);
    known.asking ??= this.ask(channelId, known).finally(() => (known.asking = null));
    return known.asking;
  }

  welcomed(channelId: ChannelId, token: string): void {
    const known = this.of(channelId);
    if (known.unproven === token) known.unproven = null;
    this.heard(channelId, null);
  }

  /** @returns `mail.token-refused`: the next to ask gets a new one; `mail.sign-in-again`: it was new, so another would do no better */
  refused(channelId: ChannelId, token: string): 'mail.token-refused' | 'mail.sign-in-again' {
    const known = this.of(channelId);
    known.refused = token;
    if (known.unproven !== token) return 'mail.token-refused';
    this.heard(channelId, new MailServerTrouble('mail.sign-in-again'));
    return 'mail.sign-in-again';
  }

  /** Of tokens that are only tried: the access token, while it is good. */
  freshOf(sealed: string): string | undefined {
    const tokens = this.unseal(sealed);
    return Date.parse(tokens.expiresAt) > Date.now() ? tokens.accessToken : undefined;
  }

  /** Kept tokens for a try: renewed where they are over. @returns them sealed, or as they were where nobody can renew them */
  async renewedFor(channelId: ChannelId, kept: string): Promise<string> {
    await this.tokenFor(channelId).catch(() => undefined);
    const mailbox = await this.uow.run((tx) => this.mailboxes.find(tx, channelId));
    return mailbox?.oauth ?? kept;
  }

  private async renewDue(): Promise<void> {
    try {
      const all = await this.uow.run((tx) => this.mailboxes.all(tx));
      for (const { channelId, settings, enabled, oauth } of all) {
        if (!enabled || settings.auth?.kind !== 'oauth' || oauth === null) continue;
        await this.tokenFor(channelId).catch(() => undefined);
      }
    } catch (error) {
      this.log.warn({ err: error }, 'Tokens of mailboxes cannot be looked at now');
    }
  }

  private async ask(channelId: ChannelId, known: Known): Promise<string> {
    const mailbox = await this.uow.run((tx) => this.mailboxes.find(tx, channelId));
    if (mailbox?.settings.auth?.kind !== 'oauth' || mailbox.oauth === null)
      throw new MailServerTrouble('mail.sign-in-again');
    const kept = mailbox.oauth;
    const { provider } = mailbox.settings.auth;
    if (known.unsaved?.before === kept) await this.save(channelId, known, kept, known.unsaved.tokens);
    const tokens = known.unsaved?.before === kept ? known.unsaved.tokens : this.unseal(kept);
    const good = Date.parse(tokens.expiresAt) - this.timing.earlyMs > Date.now();
    if (good && tokens.accessToken !== known.refused) return tokens.accessToken;
    if (known.trouble?.of === kept && known.trouble.until > performance.now()) throw known.trouble.error;
    try {
      const renewed = await this.renew(provider, tokens);
      known.trouble = null;
      known.unproven = renewed.accessToken;
      await this.save(channelId, known, kept, renewed);
      this.heard(channelId, null);
      return renewed.accessToken;
    } catch (error) {
      if (error instanceof MailServerTrouble) {
        if (error.code !== 'mail.sign-in-away')
          known.trouble = { of: kept, until: performance.now() + this.timing.againMs, error };
        this.log.warn({ channelId, code: error.code }, 'The sign-in of a mailbox cannot be renewed');
        this.heard(channelId, error);
      }
      throw error;
    }
  }

  private async renew(provider: OauthProvider, { refreshToken }: OauthTokens): Promise<OauthTokens> {
    if (refreshToken === null) throw new MailServerTrouble('mail.sign-in-again');
    const client = await this.uow.run((tx) => this.clients.find(tx, provider));
    if (client === null) throw new MailServerTrouble('mail.sign-in-unset');
    return this.renewal.renew({ ...client, clientSecret: this.openSecret(client) }, refreshToken);
  }

  /** A rotated refresh token is the only one that is left: what cannot be written now is kept in hand, and written by the next to ask. */
  private async save(channelId: ChannelId, known: Known, before: string, tokens: OauthTokens): Promise<void> {
    known.unsaved = { before, tokens };
    const after = this.masterKey.sealText(JSON.stringify(tokens), oauthSealing.tokens);
    try {
      await this.uow.run((tx) => this.mailboxes.renewTokens(tx, channelId, before, after));
      known.unsaved = null;
    } catch (error) {
      this.log.error({ err: error, channelId }, 'Renewed tokens cannot be kept now');
    }
  }

  private of(channelId: ChannelId): Known {
    const known = this.known.get(channelId);
    if (known) return known;
    const begun: Known = { asking: null, unsaved: null, refused: null, unproven: null, trouble: null };
    this.known.set(channelId, begun);
    return begun;
  }

  private unseal(sealed: string): OauthTokens {
    return OauthTokens.parse(JSON.parse(this.masterKey.unsealText(sealed, oauthSealing.tokens)));
  }

  private openSecret({ clientSecret }: OauthClient): string {
    return this.masterKey.unsealText(clientSecret, oauthSealing.client);
  }
}
