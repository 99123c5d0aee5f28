import { useMutation, type QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { actOn, listenTo } from '../calls/call-requests.js';
import type { Call, CallAct, ListenMode } from '../calls/call.js';
import { problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import { actOnLeg, expectListening, ownDevice } from './phone.js';
import { readyToSpeak } from './ready-to-speak.js';
import type { InHand } from '../calls/standing.js';

/** What the page shows at once, until the engine has said what became of it. */
function foreseen(call: Call, act: CallAct): Call {
  switch (act.do) {
    case 'hold':
      return { ...call, phase: 'held' };
    case 'resume':
      return { ...call, phase: 'talking' };
    case 'pause-recording':
      return { ...call, recordingPaused: true };
    case 'resume-recording':
      return { ...call, recordingPaused: false };
    case 'hang-up':
    case 'dtmf':
    case 'transfer':
    case 'consult':
    case 'complete':
    case 'cancel':
    case 'merge':
      return call;
  }
}

type Live = { items: Call[] };

export function patchLive(client: QueryClient, callId: string, change: (call: Call) => Call): Live | undefined {
  const before = client.getQueryData<Live>(keys.liveCalls);
  client.setQueryData<Live>(keys.liveCalls, (live) =>
    live === undefined ? live : { items: live.items.map((each) => (each.id === callId ? change(each) : each)) },
  );
  return before;
}

/** Acts in a live call: shown at once, and taken back with a word when they are refused. */
export function useActs(callId: string) {
  const { t } = useTranslation();
  return useMutation({
    mutationFn: (act: CallAct) => actOn(callId, act),
    onMutate: async (act) => {
      await queryClient.cancelQueries({ queryKey: keys.liveCalls });
      return patchLive(queryClient, callId, (call) => foreseen(call, act));
    },
    onError: (error, _act, before) => {
      if (before !== undefined) queryClient.setQueryData(keys.liveCalls, before);
      toast.bad(problemText(t, error));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.liveCalls }),
  });
}

/** Ends one's own part: through the server, or by the line itself when the server cannot be reached. */
export async function hangUp({ call, leg, standing }: InHand): Promise<void> {
  if (standing === 'listens' || standing === 'asked') {
    if (leg !== undefined) actOnLeg(leg.id, 'leave');
    return;
  }
  try {
    await actOn(call.id, { do: 'hang-up' });
  } catch (error) {
    if (leg === undefined) throw error;
    actOnLeg(leg.id, 'leave');
  }
  void queryClient.invalidateQueries({ queryKey: keys.liveCalls });
}

/** Answers in the browser; whoever was being spoken with hears music first. */
export async function answer(incoming: InHand, all: readonly InHand[]): Promise<void> {
  if (incoming.leg === undefined) return;
  const spoken = all.find(({ standing }) => standing === 'talks');
  // A client who could not be put on hold stays on the line beside the new one: that is for the employee to see, not for us to end.
  if (spoken !== undefined) await actOn(spoken.call.id, { do: 'hold' }).catch(() => undefined);
  actOnLeg(incoming.leg.id, 'answer');
}

/**
 * Listens to a live call of a colleague, or changes how.
 * @throws Problem
 */
export async function listen(callId: string, mode: ListenMode): Promise<void> {
  if (mode !== 'listen' && !(await readyToSpeak())) return;
  expectListening(callId);
  await listenTo(callId, mode, ownDevice());
  void queryClient.invalidateQueries({ queryKey: keys.liveCalls });
}
