import { aPdf, eicar, eventually } from '#libs/testing';
import type { ConversationView } from '../../apps/core/src/conversations/inbox/inbox.view.js';
import type { InteractionView, UnplacedView } from '../../apps/core/src/conversations/interaction.view.js';
import type { MailImportView } from '../../apps/core/src/conversations/importing/mail-importing.view.js';
import type { ImapServer } from '../peers/imap-server.js';
import { aLetter, type LetterBuilder } from '../peers/letters.js';
import type { ApiUser } from '../product/api.js';

const soon = { withinMs: 30_000 };

const html = (letter: LetterBuilder) =>
  letter.with('MIME-Version', '1.0').with('Content-Type', 'text/html; charset=utf-8');
const page = '<h2>Dear all</h2><p>Is the <b>lamp</b> there?</p>';
const part = (name: string, type: string, bytes: Buffer) =>
  `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
  `${bytes.toString('base64').replace(/(.{76})/g, '$1\r\n')}\r\n`;

/** Letters of every kind that the page shows differently, each now. */
export function deliverLetters(imap: ImapServer): void {
  const now = () => aLetter().to('office@company.test').date(new Date().toUTCString());
  const lamp = html(now()).subject('A new lamp').messageId('<lamp@client.test>').body(page);
  const files = [
    part('offer.pdf', 'application/pdf', aPdf('Lamp, oil', 'Wick')),
    part('prices.csv', 'text/csv', Buffer.from('item;price\r\nlamp;120\r\n')),
    part('invoice.exe', 'application/octet-stream', eicar()),
  ];
  const again = now()
    .subject('Re: A new lamp')
    .replyingTo('<lamp@client.test>')
    .with('MIME-Version', '1.0')
    .with('Content-Type', 'multipart/mixed; boundary=b')
    .body(`--b\r\n\r\nSee the files.\r\n${files.join('')}--b--\r\n`);
  for (const letter of [
    lamp,
    again,
    now().subject('Wicks').messageId('<wicks@client.test>'),
    now().subject('Oil').messageId('<oil@client.test>'),
    html(now()).from('stranger@else.test').subject('Who are you?').body(page),
    now().from('Ads <ads@loud.test>').subject('Last chance'),
    now().from('seo@rank.test').subject('You have 37 errors').with('X-Spam-Flag', 'YES'),
  ])
    imap.deliver(letter.bytes());
}

/**
 * Conversations put right, a sender who is blocked, old mail in each of its steps, a work mailbox that waits for its code.
 * @returns what stands for the places of addresses
 */
export async function settleMail(
  api: ApiUser,
  { clientId, channelId, employeeId }: { clientId: string; channelId: string; employeeId: string },
): Promise<Record<string, string>> {
  const conversations = await eventually(async () => {
    const { items } = await api.get<{ items: ConversationView[] }>('/conversations');
    expect(items.map(({ subject }) => subject).sort()).toEqual(['A new lamp', 'Oil', 'Wicks']);
    return items;
  }, soon);
  const idOf = (subject: string) => conversations.find((one) => one.subject === subject)!.id;
  const lamp = idOf('A new lamp');
  const entry = await eventually(async () => {
    const { items } = await api.get<{ items: InteractionView[] }>(`/clients/${clientId}/timeline`);
    const withFiles = items.find(({ attachments }) => attachments.length > 0);
    expect(withFiles?.attachments.map(({ scan }) => scan)).toEqual(['clean', 'clean', 'infected']);
    return withFiles!.id;
  }, soon);
  await api.post(`/conversations/${idOf('Oil')}/merge`, { intoId: lamp });
  const { items } = await api.get<{ items: UnplacedView[] }>('/unplaced');
  const about = (wanted: string) => items.find(({ subject }) => subject === wanted)!.id;
  await api.post('/blocked-senders', { interactionId: about('Last chance'), kind: 'domain' });
  await api.put('/me/work-mailbox', { address: 'owner@home.test' });
  const plan = { channelId, employeeId, ownAddresses: ['old@home.test'], unknown: 'leave', automatic: 'leave' };
  const imports: Record<string, string> = {};
  for (const [name, acts] of [
    ['$ready', []],
    ['$checked', ['check']],
    ['$done', ['check', 'start']],
  ] as const) {
    const id = (imports[name] = await uploaded(api));
    for (const act of acts) {
      await api.post(`/mail-imports/${id}/${act}`, act === 'check' ? plan : {});
      const state = act === 'check' ? 'checked' : 'done';
      await eventually(
        async () => expect(await api.get<MailImportView>(`/mail-imports/${id}`)).toMatchObject({ state }),
        soon,
      );
    }
  }
  return { $conversation: lamp, $entry: entry, $stranger: about('Who are you?'), ...imports };
}

/** Of three letters one comes onto the card, one is unknown, one comes from a machine. */
async function uploaded(api: ApiUser): Promise<string> {
  const old = () => aLetter().to('old@home.test').date('Mon, 01 Jun 2015 10:00:00 +0300');
  const letters = [
    old().subject('Long ago'),
    old().from('who@nowhere.test').subject('Nobody knows'),
    old().from('news@shop.test').subject('Sale').with('List-Id', '<news.shop.test>'),
  ];
  const file = Buffer.from(
    letters.map((one) => `From x Mon Jun  1 10:00:00 2015\n${one.bytes().toString()}\n\n`).join(''),
  );
  const { id } = await api.post<MailImportView>('/mail-imports/files', { name: 'old.mbox', size: file.length });
  expect((await api.fetch('PUT', `/mail-imports/${id}/pieces/0`, new Uint8Array(file))).status).toBe(200);
  return id;
}
