import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { Schemas } from '../api/client.js';
import { speakFully } from '../i18n/i18n.js';
import { useMay, useMe } from '../shell/session.js';
import type { KeyMap } from '../shell/use-keys.js';
import type { Act } from './handle.js';

type Conversation = Schemas['Conversation'];

/** What is said of it afterwards comes with it: the first page shows conversations, and changes none. */
const fetchActs = () => Promise.all([import('./handle.js'), speakFully()]);

const SnoozeDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('./snooze-dialog.js')).SnoozeDialog };
});
const PassDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('./pass-dialog.js')).PassDialog };
});

export interface Handling {
  /** Asks until when. */
  snooze: () => void;
  /** Asks to whom. */
  pass: () => void;
  take: () => void;
  /** What is done already is opened again. */
  done: () => void;
  seen: () => void;
  keys: KeyMap;
  dialogs: ReactNode;
}

/**
 * What may be done with conversations, by keys and by buttons.
 * @param chosen looked at when something is done, not when it is drawn
 * @param onDone where the selection is given up
 */
export function useHandling(chosen: () => readonly Conversation[], onDone: () => void = () => undefined): Handling {
  const me = useMe();
  const may = useMay('clients.write');
  const [asking, setAsking] = useState<{ about: 'snooze' | 'pass'; conversations: readonly Conversation[] } | null>(
    null,
  );
  const act = (conversations: readonly Conversation[], what: Act) => {
    onDone();
    void fetchActs().then(([{ handle }]) => handle(conversations, what, me.id));
  };
  const ask = (about: 'snooze' | 'pass') => {
    const conversations = chosen();
    if (may && conversations.length > 0) setAsking({ about, conversations });
  };
  const now = (what: (conversations: readonly Conversation[]) => Act) => {
    const conversations = chosen();
    if (may && conversations.length > 0) act(conversations, what(conversations));
  };
  const done = () =>
    now((conversations) => ({ act: conversations.every(({ state }) => state === 'done') ? 'reopen' : 'done' }));
  const close = () => setAsking(null);
  return {
    snooze: () => ask('snooze'),
    pass: () => ask('pass'),
    take: () => now(() => ({ act: 'take', me: { id: me.id, name: me.name } })),
    done,
    seen: () => now(() => ({ act: 'seen' })),
    keys: { KeyA: () => ask('pass'), KeyE: done, KeyZ: () => ask('snooze') },
    dialogs: (
      <Suspense>
        {asking?.about === 'snooze' && (
          <SnoozeDialog onSnooze={(until) => act(asking.conversations, { act: 'snooze', until })} onClose={close} />
        )}
        {asking?.about === 'pass' && (
          <PassDialog
            conversations={asking.conversations}
            onClose={() => {
              close();
              onDone();
            }}
          />
        )}
      </Suspense>
    ),
  };
}
