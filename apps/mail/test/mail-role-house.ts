import { Global, Module, type INestMicroservice, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { readSettings, SETTINGS } from '#libs/config';
import {
  mailboxChanged,
  saveMailbox,
  saveOauthClient,
  testMailbox,
  type ChannelId,
  type MailboxSettings,
  type OauthProvider,
  type OauthTokens,
  type ReplyOf,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { Bus, EmbeddedBus, Inbox, messagingFor, Outbox } from '#libs/messaging';
import { Health, Logger, Metrics } from '#libs/observability';
import { aMasterKey, silentLogger } from '#libs/testing';
import { MailModule } from '../src/mail.module.js';
import { MailHouse } from './mail-house.js';

/** The whole mail role over a bus and a database of its own; core is whoever asks it. */
export class MailRoleHouse {
  private constructor(
    readonly house: MailHouse,
    readonly bus: EmbeddedBus,
    private readonly app: INestMicroservice,
  ) {}

  static async open(env: Record<string, string> = {}): Promise<MailRoleHouse> {
    const house = await MailHouse.open();
    const bus = new EmbeddedBus(silentLogger());
    const health = new Health('mail.');
    const messaging = messagingFor('mail', {
      bus,
      uow: house.uow,
      log: silentLogger(),
      health,
      metrics: house.metrics,
    });
    const settings = readSettings({ KEEPLINE_DATA_DIR: house.dataDir, KEEPLINE_SMTP_RECEIVE_PORT: '0', ...env });
    const given = [
      { provide: SETTINGS, useValue: settings },
      { provide: UnitOfWork, useValue: house.uow },
      { provide: Outbox, useValue: messaging.outbox },
      { provide: Inbox, useValue: messaging.inbox },
      { provide: Bus, useValue: bus },
      { provide: EvidenceStore, useValue: house.evidence },
      { provide: MasterKey, useValue: aMasterKey() },
      { provide: Logger, useValue: silentLogger() },
      { provide: Health, useValue: health },
      { provide: Metrics, useValue: house.metrics },
    ];
    @Global()
    @Module({ providers: given, exports: given })
    class Ground {}
    const module = await Test.createTestingModule({ imports: [Ground, MailModule] }).compile();
    const app = module.createNestMicroservice({ strategy: messaging.strategy, logger: false });
    await app.listen();
    return new MailRoleHouse(house, bus, app);
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type);
  }

  async save(
    channelId: ChannelId,
    settings: MailboxSettings,
    { oauth = null, enabled = true }: { oauth?: OauthTokens | null; enabled?: boolean } = {},
  ): Promise<void> {
    await this.bus.ask(saveMailbox, { channelId, settings, secrets: secretsOf(oauth), enabled });
  }

  test(
    channelId: ChannelId | null,
    settings: MailboxSettings,
    oauth: OauthTokens | null,
  ): Promise<ReplyOf<typeof testMailbox>> {
    return this.bus.ask(testMailbox, { channelId, settings, secrets: secretsOf(oauth) });
  }

  async saveOauthClient(
    provider: OauthProvider,
    client: { issuer: string; clientId: string; clientSecret: string },
  ): Promise<void> {
    const clientSecret = aMasterKey().sealText(client.clientSecret, 'mail-oauth-client');
    await this.bus.ask(saveOauthClient, { provider, client: { ...client, clientSecret } });
  }

  /** What core was told last of how a mailbox is. */
  async state(channelId: ChannelId): Promise<{ state: string; code: string | null } | null> {
    const told = (await this.house.told(mailboxChanged)).filter((change) => change.channelId === channelId).at(-1);
    return told ? { state: told.state, code: told.code } : null;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.bus.close();
    await this.house.close();
  }
}

const secretsOf = (oauth: OauthTokens | null) => ({
  ...{ imapPassword: null, smtpPassword: null },
  oauth: oauth && aMasterKey().sealText(JSON.stringify(oauth), 'mailbox-oauth'),
});
