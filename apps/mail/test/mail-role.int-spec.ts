import { randomUUID } from 'node:crypto';
import { Global, Module, type INestMicroservice } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { readSettings, SETTINGS } from '#libs/config';
import {
  mailboxChanged,
  mailDoors,
  saveMailbox,
  sendLetter,
  testMailbox,
  type ChannelId,
  type DeliveryId,
  type MailboxSettings,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { Bus, EmbeddedBus, Inbox, messagingFor, Outbox, type Messaging } from '#libs/messaging';
import { Health, Logger, Metrics } from '#libs/observability';
import { aMasterKey, eventually, silentLogger } from '#libs/testing';
import { ImapServer } from '../../../test/peers/imap-server.js';
import { aLetter } from '../../../test/peers/letters.js';
import { sendInto, SmtpWorld } from '../../../test/peers/smtp-world.js';
import { MailModule } from '../src/mail.module.js';
import { IncomingQueue } from '../src/incoming/incoming-queue.js';
import { SmtpReceiverService } from '../src/receiving/smtp/smtp-receiver.service.js';
import { bareMailbox, MailHouse } from './mail-house.js';

let house: MailHouse;
let bus: EmbeddedBus;
let messaging: Messaging;
let app: INestMicroservice;
let health: Health;
let imap: ImapServer;
let world: SmtpWorld;
let imapPort: number;
let smtpPort: number;
let channelId: ChannelId;

beforeAll(async () => {
  house = await MailHouse.open();
  bus = new EmbeddedBus(silentLogger());
  health = new Health('mail.');
  messaging = messagingFor('mail', { bus, uow: house.uow, log: silentLogger(), health, metrics: house.metrics });
  const settings = readSettings({
    KEEPLINE_DATA_DIR: house.dataDir,
    KEEPLINE_SMTP_RECEIVE_PORT: '0',
    KEEPLINE_SMTP_SUBMISSION_PORT: '0',
    KEEPLINE_SMTP_SUBMISSION_TLS_PORT: '0',
  });
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
  app = module.createNestMicroservice({ strategy: messaging.strategy, logger: false });
  await app.listen();
});
afterAll(async () => {
  await app.close();
  await bus.close();
  await house.close();
});

beforeEach(async () => {
  imap = new ImapServer();
  world = new SmtpWorld(imap.account);
  [imapPort, smtpPort] = [await imap.listen(), await world.listen()];
  channelId = randomUUID() as ChannelId;
});
afterEach(async () => {
  await save({ ...settings(), imap: null, smtp: null }, { enabled: false });
  await imap.close();
  await world.close();
});

const settings = (): MailboxSettings => ({
  ...bareMailbox,
  imap: { host: '127.0.0.1', port: imapPort, security: 'none', user: null, folders: ['INBOX'], sentFolder: null },
  smtp: { host: '127.0.0.1', port: smtpPort, security: 'none', user: null },
});
const sealed = (password: string | null) => password && aMasterKey().sealText(password, 'mailbox-password');
const secrets = (password: string | null) => ({ imapPassword: sealed(password), smtpPassword: sealed(password) });

const save = (
  given: MailboxSettings = settings(),
  { password = 'secret', enabled = true }: { password?: string | null; enabled?: boolean } = {},
) => bus.ask(saveMailbox, { channelId, settings: given, secrets: secrets(password), enabled });

const check = (given: MailboxSettings, password: string | null = 'secret', known: ChannelId | null = null) =>
  bus.ask(testMailbox, { channelId: known, settings: given, secrets: secrets(password) });

const states = async () =>
  (await house.told(mailboxChanged))
    .filter((change) => change.channelId === channelId)
    .map(({ state, code }) => ({ state, code }));

describe('a saved mailbox', () => {
  it('is watched, receives by SMTP, sends, and follows its settings', async () => {
    imap.deliver(aLetter().subject('waiting').bytes());
    await save();
    await eventually(async () =>
      expect((await house.received(channelId)).map(({ header }) => header.subject)).toEqual(['waiting']),
    );
    await eventually(async () => expect((await states()).at(-1)).toEqual({ state: 'online', code: null }));

    const { port } = app.get(SmtpReceiverService);
    const taken = app.get(IncomingQueue);
    await sendInto(port!, aLetter().subject('by SMTP').bytes(), { from: 'ada@client.test', to: 'sales@corp.test' });
    await taken.stored();
    expect((await house.received(channelId)).map(({ header }) => header.subject)).toEqual(['waiting', 'by SMTP']);
    const { doors } = await bus.ask(mailDoors, {});
    expect(doors).toContainEqual({
      ...{ door: 'receiver', host: '127.0.0.1', port, code: null },
      lastAt: expect.stringMatching(/^2/) as string,
    });

    const evidence = await house.evidence.put(aLetter().bytes());
    const order = {
      deliveryId: randomUUID() as DeliveryId,
      channelId,
      envelope: { from: 'sales@corp.test', to: ['ada@client.test'] },
      messageId: '<1@corp.test>',
      evidence,
      prependHeaders: [],
    };
    await bus.publish([{ id: randomUUID(), topic: sendLetter.topic, json: JSON.stringify(order), attempt: 0 }]);
    await eventually(() => expect(world.letters).toHaveLength(1));

    await save(settings(), { password: null, enabled: false });
    await eventually(async () => expect((await states()).at(-1)).toEqual({ state: 'off', code: null }));
    await eventually(() => expect(imap.connections).toBe(0));
    await expect(
      sendInto(port!, aLetter().bytes(), { from: 'a@client.test', to: 'sales@corp.test' }),
    ).rejects.toMatchObject({
      responseCode: 450,
    });
  });

  it('with a wrong password waits, says why, shows in health, and comes when it is corrected', async () => {
    await save(settings(), { password: 'wrong' });
    await eventually(async () =>
      expect((await states()).at(-1)).toEqual({ state: 'waiting', code: 'mail.password-refused' }),
    );
    expect((await health.report()).checks[`mail.mailbox.${channelId}`]).toMatchObject({
      status: 'degraded',
      code: 'mail.password-refused',
    });
    await save();
    await eventually(async () => expect((await states()).at(-1)).toEqual({ state: 'online', code: null }));
  });

  it('whose server is away is told as not working once, however often it is tried', async () => {
    await save();
    await eventually(async () => expect((await states()).at(-1)).toEqual({ state: 'online', code: null }));
    await imap.close();
    const away = { state: 'waiting', code: 'mail.connection-refused' };
    await eventually(async () => expect((await states()).at(-1)).toEqual(away));
    const tries = imap.logins;
    await imap.listen(imapPort);
    await eventually(async () => expect((await states()).at(-1)).toEqual({ state: 'online', code: null }));
    expect(imap.logins).toBeGreaterThan(tries);
    const since = (await states()).slice((await states()).findIndex(({ code }) => code !== null));
    expect(since.map(({ state }) => state).filter((state) => state === 'connecting')).toEqual([]);
  });

  it('keeps its password sealed, and gives it to no other server', async () => {
    await save();
    const [row] = await house.db.query<{ imap_password: string }>('select * from mail.mailbox where channel_id = $1', [
      channelId,
    ]);
    expect(row!.imap_password).toMatch(/^v1:/);
    expect(JSON.stringify(row)).not.toContain('"secret"');
    const other = new ImapServer();
    const imapElsewhere = { ...settings().imap!, port: await other.listen() };
    const { checks } = await check({ ...settings(), imap: imapElsewhere, smtp: null }, null, channelId);
    expect(checks).toEqual([{ step: 'imap.login', ok: false, code: 'mail.password-missing', detail: null }]);
    await save({ ...settings(), imap: imapElsewhere }, { password: null });
    await eventually(async () =>
      expect((await states()).at(-1)).toEqual({ state: 'waiting', code: 'mail.password-missing' }),
    );
    expect(other.logins).toBe(0);
    await other.close();
  });
});

describe('the live test', () => {
  it('walks through all steps and lists the folders', async () => {
    imap.addFolder('Sent', '\\Sent');
    imap.deliver(aLetter().bytes());
    const reply = await check({ ...settings(), imap: { ...settings().imap!, sentFolder: 'Sent' } });
    expect(reply.checks).toEqual(
      ['imap.connect', 'imap.login', 'imap.folders', 'smtp.connect', 'smtp.login'].map((step) => ({
        step,
        ok: true,
        code: null,
        detail: null,
      })),
    );
    expect(reply.folders).toEqual([
      { path: 'INBOX', specialUse: '\\Inbox', messages: 1 },
      { path: 'Sent', specialUse: '\\Sent', messages: 0 },
    ]);
    expect(await house.db.query('select from mail.mailbox where channel_id = $1', [channelId])).toEqual([]);
  });

  it('uses the kept password of a known mailbox', async () => {
    await save();
    const { checks } = await check(settings(), null, channelId);
    expect(checks.every(({ ok }) => ok)).toBe(true);
  });

  const failing = async (change: (given: MailboxSettings) => void, password = 'secret') => {
    const given = structuredClone(settings());
    change(given);
    return (await check(given, password)).checks.filter(({ ok }) => !ok).map(({ step, code }) => [step, code]);
  };

  it('says which step fails, and why', async () => {
    expect(await failing(() => undefined, 'wrong')).toEqual([
      ['imap.login', 'mail.password-refused'],
      ['smtp.login', 'mail.password-refused'],
    ]);
    expect(await failing((given) => given.imap!.folders.push('Gone'))).toEqual([
      ['imap.folders', 'mail.folder-missing'],
    ]);
    expect(await failing((given) => (given.imap!.security = given.smtp!.security = 'starttls'))).toEqual([
      ['imap.connect', 'mail.starttls-missing'],
      ['smtp.connect', 'mail.starttls-missing'],
    ]);
    expect(await failing((given) => (given.imap!.security = given.smtp!.security = 'tls'))).toEqual([
      ['imap.connect', 'mail.tls-failed'],
      ['smtp.connect', 'mail.tls-failed'],
    ]);
    expect(await failing((given) => (given.imap!.host = given.smtp!.host = 'nowhere.invalid'))).toEqual([
      ['imap.connect', 'mail.host-unknown'],
      ['smtp.connect', 'mail.host-unknown'],
    ]);
    await Promise.all([imap.close(), world.close()]);
    expect(await failing(() => undefined)).toEqual([
      ['imap.connect', 'mail.connection-refused'],
      ['smtp.connect', 'mail.connection-refused'],
    ]);
  });
});
