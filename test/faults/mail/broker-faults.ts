import { seeded } from '#libs/testing';
import { Disorder } from './disorder.js';
import { ordinary } from './fault-letters.js';
import type { MailFault } from './mail-fault.js';
import { pause, type MailOffice } from './mail-office.js';

/** Longer than a heartbeat may be missing (rabbit-link.ts: 10 s, and the same again). */
const silentMs = 22_000;

async function some(office: MailOffice): Promise<void> {
  office.post([ordinary(), ordinary(), ordinary()]);
  await Promise.all([office.answer(), office.hand(ordinary()), office.submit()]);
  await office.answer();
}

export const brokerBroken: MailFault = {
  id: 'F18',
  name: 'the broker is restarted, connections to it are cut or fall silent, messages come twice and out of order',
  on: 'roles over a broker',
  async inject(office, rounds) {
    const { rabbit, passage } = office.ground.broker!;
    const random = seeded(2_026);
    let shuffled = 0;
    let n = 0;
    for (; n < rounds && !office.timeIsUp; n++) {
      for (const turn of [1, 2]) {
        const under = some(office);
        await pause(random() * 300 * turn);
        passage.cut();
        await under;
      }
      await some(office);
      await rabbit.interrupt();
      await some(office);
      await rabbit.resume();
      const held = some(office);
      passage.hold();
      await pause(n === 0 ? silentMs : 2_000);
      passage.letGo();
      await held;
      await office.settle(60_000);
      const disorder = await Disorder.begin(rabbit.url);
      for (let turn = 0; turn < 4; turn++) await some(office);
      await office.settle(30_000);
      await disorder.end();
      shuffled += disorder.count;
    }
    await office.settle(60_000);
    office.notes.push(`F18: ${shuffled} messages were handed on twice and out of order`);
    if (shuffled === 0) throw new Error('No message came out of order');
    return n * 5;
  },
};
