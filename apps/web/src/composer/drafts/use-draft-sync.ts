import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { changedAt, draftNow, isEmpty, onDraft, type Draft } from '../draft.js';
import { agree, baseOf, isPushing, pushDraft, type DraftTarget } from './push-draft.js';
import { servedQuery } from './queries.js';
import { reconcile, type Served } from './reconcile.js';

/** Words are kept on the server once nobody has typed for so long. */
const pauseMs = 1_500;

interface Place extends DraftTarget {
  enabled: boolean;
  /** What stands elsewhere is to stand here. */
  onAdopt: (draft: Draft) => void;
}

/**
 * Keeps what is being written on the server too, so that it is found on another machine. The copy on this machine stays the one that
 * counts without a network. @returns what was begun elsewhere beside it, to be offered
 */
export function useDraftSync({ name, place, clientId, conversationId, enabled, onAdopt }: Place) {
  const [other, setOther] = useState<{ name: string; draft: Draft } | null>(null);
  const { data: served, dataUpdatedAt } = useQuery({ ...servedQuery(place), enabled });
  const meet = useEffectEvent((there: Served | null) => {
    if (isPushing(name)) return;
    const step = reconcile(draftNow(name), changedAt(name), baseOf(name), there);
    if (step.do !== 'push' || there === null)
      agree(name, there === null ? null : { version: there.version, draft: there.draft });
    if ((step.do === 'keep' || step.do === 'adopt') && step.other !== null) setOther({ name, draft: step.other });
    if (step.do === 'adopt') onAdopt(step.draft);
    if (step.do === 'push' || step.do === 'keep') void pushDraft({ name, place, clientId, conversationId });
  });
  useEffect(() => {
    if (served === undefined) return undefined;
    const timer = window.setTimeout(() => meet(served), 0);
    return () => window.clearTimeout(timer);
  }, [served, dataUpdatedAt]);
  useEffect(() => {
    if (!enabled) return undefined;
    const push = () => void pushDraft({ name, place, clientId, conversationId });
    let timer: number | undefined;
    const stop = onDraft(name, () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(push, isEmpty(draftNow(name)) ? 0 : pauseMs);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
      push();
    };
  }, [name, place, clientId, conversationId, enabled]);
  return { other: other?.name === name ? other.draft : null, forget: () => setOther(null) };
}
