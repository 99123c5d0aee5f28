import { ordinary } from './fault-letters.js';
import { chosen, type MailFault } from './mail-fault.js';
import { pause, type MailOffice } from './mail-office.js';

const hour = 3_600;
/** Seconds before or behind the true time, one after the other: a summer time that somebody set by hand, a clock that was slow, an empty battery. */
const leaps: Readonly<Record<string, number>> = {
  'an hour forward': hour,
  'an hour back': 0,
  'another hour back': -hour,
  'an hour forward again': 0,
  'ten years forward': 10 * 365 * 24 * hour,
  'ten years back': 0,
};
/** The first interval of a letter that is tried again (a minute), and what a machine that does much else takes for it. */
const withinMs = 100_000;

const together = (office: MailOffice): Promise<unknown> => {
  office.post([ordinary(), ordinary()]);
  return Promise.all([office.answer(), office.hand(ordinary()), office.submit()]);
};

/** There are a letter that is to be tried again, and a channel that pauses, at the moment when the clock is set. */
async function putSomethingOff(office: MailOffice): Promise<void> {
  for (const [verb, fault] of [
    ['dot', '450 4.7.1 greylisted'],
    ['EHLO', 'close'],
  ] as const) {
    // A line that is open already greets nobody.
    office.smarthost.hangUp();
    office.smarthost.break(verb, fault, 1);
    await office.answer();
    for (let turn = 0; office.smarthost.times.get(verb) !== 0; turn++) {
      if (turn === 300) throw new Error(`Nobody came as far as ${verb}`);
      await pause(100);
    }
  }
}

export const clockSet: MailFault = {
  id: 'F13',
  name: 'the clock is set an hour forward and back, and ten years',
  on: 'a clock that is set',
  async inject(office, rounds, steps) {
    const names = chosen(leaps, steps);
    for (let n = 0; n < rounds; n++)
      for (const name of names) {
        await putSomethingOff(office);
        await Promise.all([together(office), office.ground.clock!.set(leaps[name]!)]);
        // A session may well be over after ten years.
        await office.signIn();
        await together(office);
        const open = await office.settle(withinMs, { itself: true });
        if (open > 0) throw new Error(`After ${name} ${open} letters stay where they are`);
      }
    return rounds * names.length;
  },
};
