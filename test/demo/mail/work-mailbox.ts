import type { ParsedMail } from 'mailparser';
import { ApiUser } from '../../product/api.js';
import { compose } from '../correspondence.js';
import type { DemoWorld } from '../demo-world.js';
import { clients, company, password, staff } from '../sample-office.js';
import type { SettledOffice } from '../settle.js';

/** Where Dmytro works: a mailbox of his own, in which no client’s address ever stands. */
const address = 'd.shevchenko@skrynka.example';

const code = /\b\d{8}\b/;

const questions = [
  {
    client: 'Nordic Berries AB',
    subject: 'Frost cloth for 3 ha',
    text: 'Hello Dmytro,\n\nwe need frost cloth for three hectares before the next cold spell. Which weight do you recommend for Uppsala?',
    answer:
      'Hello Lars,\n\n30 g/m² is enough for your climate; we can deliver 42 rolls within two weeks. I will send the quote tomorrow.',
  },
  {
    client: 'Harvest Moon Farms',
    subject: 'Spare filters',
    text: 'Hi, could you add six spare filters for the drip lines to our next delivery? The old ones are full of sand.',
    answer: null,
  },
] as const;

/**
 * Letters of Dmytro’s clients go on to his work mailbox, which he showed to be his by the code that lay in it. One of them he answers from
 * there: to the alias that stands in its Reply-To.
 */
export async function workInOwnMailbox({ owner }: SettledOffice, url: string, world: DemoWorld): Promise<void> {
  await owner.put('/forwarding-policy', { enabled: true, substitutes: true, channels: [] });
  const mailbox = world.workMailbox(address);
  const dmytro = await new ApiUser(url, staff.dmytro.email, password).signIn();
  await dmytro.put('/me/work-mailbox', { address });
  const told = await mailbox.letter(({ text }) => code.test(text ?? ''));
  await dmytro.post('/me/work-mailbox/code', { code: code.exec(told.text ?? '')![0] });
  for (const { client, subject, text, answer } of questions) {
    const { person, email } = clients.find(({ name }) => name === client)!;
    await world.write({ from: { name: person, address: email }, subject, text: `${text}\n\n${person}` });
    const sentOn = await mailbox.letter((letter) => letter.subject?.includes(subject) === true);
    if (answer !== null) await world.write(await answering(sentOn, subject, answer));
  }
}

/** As his mail program writes it: to whatever Reply-To says, with what was said below. */
async function answering(letter: ParsedMail, subject: string, text: string) {
  const quoted = (letter.text ?? '').split('\n').map((line) => `> ${line}`);
  return {
    from: { name: staff.dmytro.name, address },
    to: letter.replyTo?.text ?? company.office,
    subject: `Re: ${subject}`,
    text: [text, '', 'Dmytro', '', ...quoted].join('\n'),
    ...(letter.messageId ? { inReplyTo: letter.messageId, references: [letter.messageId] } : {}),
  } satisfies Parameters<typeof compose>[0];
}
