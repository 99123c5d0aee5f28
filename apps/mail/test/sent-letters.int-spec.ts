import { randomUUID } from 'node:crypto';
import { type ChannelId, type MailboxSettings } from '#libs/contracts';
import { aMasterKey, eventually, silentLogger } from '#libs/testing';
import { ImapServer } from '../../../test/peers/imap-server.js';
import { aLetter } from '../../../test/peers/letters.js';
import { OauthClientsRepository } from '../src/accounts/oauth/oauth-clients.repository.js';
import { OauthTokensService } from '../src/accounts/oauth/oauth-tokens.service.js';
import { MailboxAccess } from '../src/mailboxes/mailbox-access.js';
import { MailboxRepository } from '../src/mailboxes/mailbox.repository.js';
import { SentLettersRepository } from '../src/sending/sent/sent-letters.repository.js';
import { SentLettersService } from '../src/sending/sent/sent-letters.service.js';
import { bareMailbox, MailHouse } from './mail-house.js';

let house: MailHouse;
let server: ImapServer;
let channelId: ChannelId;
let service: SentLettersService;

beforeAll(async () => {
  house = await MailHouse.open();
});
afterAll(() => house.close());

beforeEach(async () => {
  server = new ImapServer();
  server.addFolder('Gesendet', '\\Sent');
  await aMailbox();
});
afterEach(async () => {
  await service.onModuleDestroy();
  await server.close();
});

async function aMailbox(imap: Partial<NonNullable<MailboxSettings['imap']>> = {}): Promise<void> {
  const port = await server.listen();
  const reached = { host: '127.0.0.1', port, security: 'none' as const, user: 'sales@corp.test' };
  channelId = await house.aMailbox({
    ...bareMailbox,
    imap: { ...reached, folders: ['INBOX'], sentFolder: null, appendSent: true, ...imap },
  });
  const sealed = aMasterKey().sealText('secret', 'mailbox-password');
  await house.db.query('update mail.mailbox set imap_password = $2 where channel_id = $1', [channelId, sealed]);
  service = aService();
  service.onApplicationBootstrap();
}

function aService(): SentLettersService {
  const { uow, evidence, metrics } = house;
  const [mailboxes, key, log] = [new MailboxRepository(), aMasterKey(), silentLogger()];
  const tokens = new OauthTokensService(uow, mailboxes, new OauthClientsRepository(), key, log);
  const access = new MailboxAccess(uow, mailboxes, key, tokens);
  const made = new SentLettersService(uow, new SentLettersRepository(), mailboxes, access, evidence, log, metrics);
  const folder = { pollMs: 300, commandMs: 400, fetchMs: 800, reconcileMs: 60_000 };
  made.timing = { pollMs: 20, settleMs: 0, retry: () => 50, folder };
  return made;
}

async function sent(source: Buffer, messageId = `<${randomUUID()}@corp.test>`): Promise<string> {
  const evidence = await house.evidence.put(source);
  await house.uow.run((tx) => service.add(tx, [{ channelId, messageId, evidence }]));
  return messageId;
}

const rows = () =>
  house.db.query<{ state: string; code: string | null }>(
    'select state, code from mail.sent_letter where channel_id = $1 order by sent_at',
    [channelId],
  );
const settled = (state: string, code: string | null = null) =>
  eventually(async () => expect((await rows()).at(-1)).toEqual({ state, code }));
const kept = () => server.folder('Gesendet').letters;

describe('a letter that went out through us', () => {
  it('is laid into the folder that the server marks, read, byte for byte', async () => {
    const source = aLetter().from('Sales <sales@corp.test>').messageId('<1@corp.test>').bytes();
    await sent(source, '<1@corp.test>');
    await settled('laid');
    expect(kept().map((letter) => letter.source)).toEqual([source]);
    expect([...kept()[0]!.flags]).toEqual(['\\Seen']);
  });

  it('lies there once, however many people got it', async () => {
    const source = aLetter().messageId('<2@corp.test>').bytes();
    await sent(source, '<2@corp.test>');
    await sent(source, '<2@corp.test>');
    await settled('laid');
    await sent(source, '<2@corp.test>');
    expect(await rows()).toHaveLength(1);
    expect(kept()).toHaveLength(1);
  });

  it('is not laid again when the answer was lost: it is looked for first', async () => {
    server.faults.appendUnanswered = true;
    await sent(aLetter().messageId('<3@corp.test>').bytes(), '<3@corp.test>');
    await settled('laid');
    expect(server.faults.appendUnanswered).toBe(false);
    expect(kept()).toHaveLength(1);
  });

  it('is left to a provider that keeps it by itself', async () => {
    server.deliver(aLetter().messageId('<4@corp.test>').body('kept by the provider').bytes(), { path: 'Gesendet' });
    await sent(aLetter().messageId('<4@corp.test>').bytes(), '<4@corp.test>');
    await settled('laid');
    expect(kept()).toHaveLength(1);
  });

  it('waits while the mailbox cannot be entered, and is laid when it can', async () => {
    server.faults.refuseLogin = true;
    await sent(aLetter().messageId('<5@corp.test>').bytes(), '<5@corp.test>');
    await eventually(async () => expect(await rows()).toEqual([{ state: 'waiting', code: 'mail.password-refused' }]));
    server.faults.refuseLogin = false;
    await eventually(() => expect(kept()).toHaveLength(1));
  });

  it('does not wait for an hour that a clock which was set back is still to reach', async () => {
    const messageId = '<back@corp.test>';
    service.timing = { ...service.timing, settleMs: 60 * 60_000 };
    await sent(aLetter().messageId(messageId).bytes(), messageId);
    await settled('laid');
  });

  it('is given up where there is no such folder, under a code of its own', async () => {
    server.folders.delete('Gesendet');
    await sent(aLetter().bytes());
    await settled('given-up', 'mail.sent-folder-missing');
  });

  it('is not kept where the settings do not say so', async () => {
    const { channelId: other } = { channelId: await house.aMailbox({ ...bareMailbox }) };
    const evidence = await house.evidence.put(aLetter().bytes());
    await house.uow.run((tx) => service.add(tx, [{ channelId: other, messageId: '<6@corp.test>', evidence }]));
    expect(await house.db.query('select from mail.sent_letter where channel_id = $1', [other])).toEqual([]);
  });
});
