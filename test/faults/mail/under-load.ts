import { ordinary } from './fault-letters.js';
import { pause, type MailOffice } from './mail-office.js';

const everyMs = 150;

/** Letters come in both ways, answers are written and mail programs hand theirs in, without an end. @returns what ends it */
export function underLoad(office: MailOffice): () => Promise<void> {
  let going = true;
  const again = async (work: () => unknown) => {
    for (; going; await pause(everyMs)) await work();
  };
  const all = [
    again(() => office.post([ordinary()])),
    again(() => office.hand(ordinary())),
    again(() => office.answer()),
    again(() => office.submit()),
  ];
  return async () => {
    going = false;
    await Promise.all(all);
  };
}
