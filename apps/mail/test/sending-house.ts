import { randomUUID } from 'node:crypto';
import {
  deliveryChanged,
  type ChannelId,
  type DeliveryChanged,
  type DeliveryId,
  type SendLetter,
} from '#libs/contracts';
import { aMasterKey, eventually, silentLogger } from '#libs/testing';
import { aLetter } from '../../../test/peers/letters.js';
import { SmtpWorld } from '../../../test/peers/smtp-world.js';
import { DkimKeysRepository } from '../src/accounts/domains/dkim-keys.repository.js';
import { DkimSigning } from '../src/accounts/domains/dkim-signing.js';
import { OauthClientsRepository } from '../src/accounts/oauth/oauth-clients.repository.js';
import { OauthTokensService } from '../src/accounts/oauth/oauth-tokens.service.js';
import { MailboxAccess } from '../src/mailboxes/mailbox-access.js';
import { MailboxRepository } from '../src/mailboxes/mailbox.repository.js';
import { DeliveryLedger } from '../src/sending/delivery-ledger.js';
import { DeliveryRepository } from '../src/sending/delivery.repository.js';
import { usualSenderTiming } from '../src/sending/sender-timing.js';
import { SentLettersRepository } from '../src/sending/sent/sent-letters.repository.js';
import { SentLettersService } from '../src/sending/sent/sent-letters.service.js';
import { LettersAtHand } from '../src/sending/letters-at-hand.js';
import { SenderService } from '../src/sending/sender.service.js';
import { MailHouse } from './mail-house.js';

interface Order {
  to?: string[];
  source?: Buffer;
  prependHeaders?: string[];
}

/** A channel with a smarthost in this process, and a sender that works its queue. */
export class SendingHouse {
  readonly deliveries = new DeliveryRepository();
  world!: SmtpWorld;
  channelId!: ChannelId;
  private sender: SenderService | null = null;
  private signing: DkimSigning | null = null;

  private constructor(readonly house: MailHouse) {}

  static async open(): Promise<SendingHouse> {
    return new SendingHouse(await MailHouse.open());
  }

  close = (): Promise<void> => this.house.close();

  /** Before each test: another channel, and a world without faults. */
  async aChannel(): Promise<void> {
    this.world = new SmtpWorld({ user: 'sales@corp.test', password: 'secret' });
    const port = await this.world.listen();
    this.channelId = await this.house.aMailbox({ smtp: { host: '127.0.0.1', port, security: 'none', user: null } });
    await this.setPassword('secret');
    await this.house.db.query('delete from mail.delivery');
  }

  async endChannel(): Promise<void> {
    await this.sender?.stop();
    this.sender = null;
    await this.world.close();
  }

  /** As after a key was saved. */
  forgetKeys(): void {
    this.signing?.forget();
  }

  async setPassword(password: string): Promise<void> {
    const sealed = aMasterKey().sealText(password, 'mailbox-password');
    await this.house.db.query('update mail.mailbox set smtp_password = $2 where channel_id = $1', [
      this.channelId,
      sealed,
    ]);
  }

  aSender(
    timing: Partial<typeof usualSenderTiming> = {},
    evidence = this.house.evidence,
    letters = new LettersAtHand(evidence),
  ): SenderService {
    const { uow, outbox, metrics } = this.house;
    const mailboxes = new MailboxRepository();
    const [key, log] = [aMasterKey(), silentLogger()];
    const tokens = new OauthTokensService(uow, mailboxes, new OauthClientsRepository(), key, log);
    const access = new MailboxAccess(uow, mailboxes, key, tokens);
    const sent = new SentLettersService(uow, new SentLettersRepository(), mailboxes, access, evidence, log, metrics);
    this.signing = new DkimSigning(uow, new DkimKeysRepository(), evidence, key);
    const ledger = new DeliveryLedger(uow, outbox, this.deliveries, sent);
    this.sender = new SenderService(ledger, letters, access, this.signing, log, metrics);
    this.sender.timing = {
      ...usualSenderTiming,
      line: { connectMs: 400, silenceMs: 400 },
      pollMs: 20,
      stopMs: 100,
      signOfLifeMs: 50,
      retry: () => 60,
      ...timing,
    };
    return this.sender;
  }

  async order({
    to = ['ada@client.test'],
    source = aLetter().bytes(),
    prependHeaders = [],
  }: Order = {}): Promise<SendLetter> {
    const body: SendLetter = {
      deliveryId: randomUUID() as DeliveryId,
      channelId: this.channelId,
      envelope: { from: 'sales@corp.test', to },
      messageId: '<1@corp.test>',
      evidence: await this.house.evidence.put(source),
      prependHeaders,
    };
    await this.house.uow.run((tx) => this.deliveries.enqueue(tx, [body]));
    return body;
  }

  async history({ deliveryId }: SendLetter): Promise<DeliveryChanged[]> {
    return (await this.house.told(deliveryChanged)).filter((change) => change.deliveryId === deliveryId);
  }

  /** Waits for the last word on a letter. */
  async ending(letter: SendLetter, state: string, code: string | null = null): Promise<DeliveryChanged> {
    return eventually(
      async () => {
        const last = (await this.history(letter)).at(-1);
        expect(last).toMatchObject({ state, code });
        return last!;
      },
      { withinMs: 8_000 },
    );
  }

  /** Waits until it has been back in the queue. */
  async retried(letter: SendLetter): Promise<void> {
    await eventually(async () => expect((await this.history(letter)).map(({ state }) => state)).toContain('queued'));
  }
}
