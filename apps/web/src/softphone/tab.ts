//  One tab of a browser is the phone: whoever holds the lock. The others wait for it, and hear of its state by a channel.
//
//  waiting ─► holding ─► (taken by another tab) ─► waiting
const name = 'keepline.phone';

export interface Tab {
  /** Takes the phone from whichever tab has it. */
  take: () => void;
  /** Tells the other tabs. */
  say: (message: unknown) => void;
  /** Lets go of it. */
  end: () => void;
}

interface Told {
  /** This tab is the phone now. */
  onHold: () => void;
  /** Another tab is. */
  onWait: () => void;
  onMessage: (message: unknown) => void;
}

/** Pages that did not come over HTTPS have no locks; they have no microphone either, so that nothing is lost. */
export const tabsCanShare = (): boolean => 'locks' in navigator;

export function joinTabs({ onHold, onWait, onMessage }: Told): Tab {
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event: MessageEvent<unknown>) => onMessage(event.data);
  let over = false;
  let letGo: () => void = () => undefined;

  const hold = (options: LockOptions, whenBusy: () => void) => {
    const held = navigator.locks.request(name, options, (lock) => {
      if (lock === null) return whenBusy();
      if (over) return undefined;
      onHold();
      return new Promise<void>((resolve) => (letGo = resolve));
    });
    // Rejected when another tab has taken it, or when we gave up waiting ourselves.
    void held.catch(() => {
      if (over || options.signal?.aborted === true) return;
      onWait();
      wait();
    });
  };
  let waiting = new AbortController();
  const wait = () => {
    waiting = new AbortController();
    hold({ signal: waiting.signal }, () => undefined);
  };

  hold({ ifAvailable: true }, () => {
    onWait();
    wait();
  });
  return {
    take: () => {
      waiting.abort();
      hold({ steal: true }, () => undefined);
    },
    say: (message) => channel.postMessage(message),
    end: () => {
      over = true;
      waiting.abort();
      letGo();
      channel.close();
    },
  };
}
