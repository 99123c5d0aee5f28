import type { UnplacedView } from '../../../apps/core/src/conversations/interaction.view.js';
import type { Product } from '../../product/product.js';
import type { DemoWorld } from '../demo-world.js';
import type { SettledOffice } from '../settle.js';
import { signOwn } from '../signatures.js';
import { signLetters } from './domains.js';
import { sendHarmfulFile } from './harmful-file.js';
import { insistentSender } from './machine-letters.js';
import { bringOldMail } from './old-mail.js';
import { writeFromPrograms } from './own-programs.js';
import { writeToNobody } from './returned.js';
import { putThreadsRight } from './threads.js';
import { workInOwnMailbox } from './work-mailbox.js';

/** Everything that an office does with letters besides reading and answering them in the page. */
export async function settleMail(
  office: SettledOffice,
  { url, submission }: Pick<Product, 'url' | 'submission'>,
  world: DemoWorld,
): Promise<void> {
  await signOwn(url);
  await Promise.all([
    writeFromPrograms(url, submission.port),
    workInOwnMailbox(office, url, world),
    writeToNobody(office, url, world),
    putThreadsRight(office),
    signLetters(office, world.dns),
    bringOldMail(office),
    sendHarmfulFile(world),
    blockInsistent(office),
  ]);
}

async function blockInsistent({ owner }: SettledOffice): Promise<void> {
  const { items } = await owner.get<{ items: UnplacedView[] }>('/unplaced?limit=50');
  const letter = items.find(({ participants }) => participants.from.some(({ address }) => address === insistentSender));
  if (letter) await owner.post('/blocked-senders', { interactionId: letter.id, kind: 'domain' });
}
