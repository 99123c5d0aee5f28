import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../api/keys.js';
import { asProblem } from '../../api/problem.js';
import { queryClient } from '../../api/query-client.js';
import type { Interaction } from '../message.js';
import { edit } from '../requests.js';

/**
 * Correcting one of our messages.
 * @param editing null: none is corrected now, and nothing of an earlier one is left to see
 */
export function useCorrection(clientId: string, editing: Interaction | null, onDone: () => void) {
  const [typed, setTyped] = useState({ of: '', text: '' });
  const text = editing === null ? '' : typed.of === editing.id ? typed.text : (editing.text ?? '');
  const saving = useMutation({
    mutationFn: (to: { id: string; text: string; confirmed: boolean }) => edit(to.id, to.text, to.confirmed),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.timelines(clientId) });
      onDone();
    },
  });
  const mine = editing !== null && saving.variables?.id === editing.id;
  const problem = mine && saving.error !== null ? asProblem(saving.error) : null;
  const warned = problem?.code === 'protection.warned';
  return {
    text,
    ready: editing !== null && text.trim() !== '' && text !== editing.text,
    isPending: mine && saving.isPending,
    error: warned ? null : problem,
    /** What the protection of clients found in it; undefined: it was not warned of anything. */
    findings: warned ? (problem.details['findings'] ?? []) : undefined,
    setText: (to: string) => editing !== null && setTyped({ of: editing.id, text: to }),
    /** @param confirmed the writer has read what was found, and means it */
    save: (confirmed: boolean) =>
      editing !== null && saving.mutate({ id: editing.id, text: text.trimEnd(), confirmed }),
    /** The warning goes, the words stay to be changed. */
    change: () => saving.reset(),
  };
}
