import { MicrophoneAway, openMicrophone, silence } from './microphone.js';
import { onPhone, phoneNow, sayMicrophone } from './phone.js';

/** Right after the page was opened the line is a moment from being there. */
const settlesWithinMs = 3_000;

const lineSettled = (): Promise<void> =>
  new Promise((resolve) => {
    const timer = window.setTimeout(done, settlesWithinMs);
    const stop = onPhone(() => phoneNow().line !== 'starting' && done());
    function done(): void {
      window.clearTimeout(timer);
      stop();
      resolve();
    }
  });

/**
 * What a call that one places here needs beforehand: a microphone, before anybody's telephone rings in vain.
 * @returns false: it was told why not
 */
export async function readyToSpeak(): Promise<boolean> {
  if (phoneNow().line === 'starting') await lineSettled();
  if (phoneNow().line !== 'ready') return true;
  sayMicrophone(null);
  try {
    silence(await openMicrophone());
    return true;
  } catch (error) {
    sayMicrophone(error instanceof MicrophoneAway ? error.trouble : 'unknown');
    return false;
  }
}
