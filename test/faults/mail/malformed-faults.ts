import { Readable } from 'node:stream';
import { readLetter } from '../../../apps/core/src/conversations/reading/read-letter.js';
import type { MailFault } from './mail-fault.js';
import type { MailOffice } from './mail-office.js';
import { awkward, broken, lettersBelow, mayBeAnother } from './malformed-letters.js';

const perRound = 500;
/** A reader that hangs; what reading takes on a quiet machine (under a second) is told in the notes, and measured by the bench. */
const longestMs = 30_000;
/** Others' letters, to be read beside ours and broken with them. */
const collection = process.env['KEEPLINE_FAULTS_LETTERS'];

/** What reading each takes here, beside the product. @returns the longest, milliseconds of a processor @throws what the reader throws */
async function longestReading(letters: readonly Buffer[]): Promise<number> {
  let longest = 0;
  for (const letter of letters) {
    const before = process.cpuUsage();
    await readLetter(Readable.from([letter], { objectMode: false }));
    const { user, system } = process.cpuUsage(before);
    longest = Math.max(longest, (user + system) / 1_000);
  }
  return longest;
}

async function take(office: MailOffice, letters: readonly Buffer[]): Promise<number> {
  // None at all is what no server has in a mailbox.
  const some = letters.filter((letter) => letter.length > 0);
  office.post(some.filter((letter) => !mayBeAnother(letter)));
  office.post(some.filter(mayBeAnother), { alike: true });
  const longest = await longestReading(some);
  if (longest > longestMs) throw new Error(`A letter took ${Math.round(longest)} ms of a processor to be read`);
  await office.settle(120_000, { itself: true });
  return longest;
}

export const malformed: MailFault = {
  id: 'F14',
  name: 'letters that are broken: awkward ones, others’ collections, and seeded changes of all of them',
  async inject(office, rounds) {
    const others = collection === undefined ? [] : await lettersBelow(collection);
    const first = [...awkward(), ...others];
    let longest = await take(office, first);
    let injected = first.length;
    for (let n = 1; n <= rounds && !office.timeIsUp; n++) {
      longest = Math.max(longest, await take(office, [...broken(perRound, n, others)]));
      injected += perRound;
    }
    const unread = await office.read(120_000);
    if (unread > 0) throw new Error(`${unread} letters ended whoever read them, or were given up`);
    if (await office.product.untilEnded(50)) throw new Error('The gateway ended');
    office.notes.push(`F14: the longest reading took ${longest.toFixed(0)} ms of a processor`);
    return injected;
  },
};
