import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Problem } from '../api/problem.js';
import { queryClient } from '../api/query-client.js';
import { toast } from '../shell/toast.js';
import { fieldName } from './change-words.js';

type Client = Schemas['Client'];

/** A field that somebody else changed while this one was typed. */
export interface Collision {
  field: string;
  label: string | null;
  theirs: string | null;
  mine: string | null;
  by: { id: string; name: string } | null;
  at: string;
}

export type Choice = 'mine' | 'theirs';

const collisionsOf = (error: unknown): { version: number; fields: Collision[] } | null =>
  error instanceof Problem && error.code === 'client.changed-meanwhile'
    ? (error.details as unknown as { version: number; fields: Collision[] })
    : null;

/**
 * What is typed on a card and not saved yet. Fields that nobody touched follow the card, also when somebody else changes it meanwhile;
 * those that were touched keep what was typed, and only they are sent.
 */
export function useCardEdit(client: Client, onSaved: () => void) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<Readonly<Record<string, string | null>>>({});
  const [version, setVersion] = useState(client.version);
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const save = useMutation({
    mutationFn: (sent: { typed: typeof typed; version: number }) =>
      take(api.PATCH('/api/v1/clients/{id}', { params: { path: { id: client.id } }, body: bodyOf(sent) })),
    onSuccess: ({ meanwhile, ...changed }) => {
      queryClient.setQueryData(keys.client(client.id), changed);
      void queryClient.invalidateQueries({ queryKey: keys.client(client.id) });
      for (const queryKey of [keys.clients, keys.conversations]) void queryClient.invalidateQueries({ queryKey });
      for (const { field, by } of meanwhile) {
        const name = fieldName(t, { field, label: null });
        if (!field.startsWith('fields.')) toast.ok(t('cards.meanwhile', { who: by?.name ?? 'Keepline', name }));
      }
      onSaved();
    },
  });
  const collided = collisionsOf(save.error);
  return {
    typed,
    collisions: collided?.fields ?? [],
    choices,
    isPending: save.isPending,
    error: collided === null ? save.error : null,
    errors: save.error instanceof Problem ? save.error.errors : [],
    valueOf: (field: string, now: string | null): string => (field in typed ? typed[field] : now) ?? '',
    type: (field: string, value: string | null) => setTyped({ ...typed, [field]: value }),
    choose: (field: string, choice: Choice) => setChoices({ ...choices, [field]: choice }),
    submit: () => {
      const left = Object.fromEntries(Object.entries(typed).filter(([field]) => choices[field] !== 'theirs'));
      const from = collided?.version ?? version;
      setTyped(left);
      setVersion(from);
      setChoices({});
      if (Object.keys(left).length === 0) onSaved();
      else save.mutate({ typed: left, version: from });
    },
  };
}

export type CardEdit = ReturnType<typeof useCardEdit>;

function bodyOf({ typed, version }: { typed: Readonly<Record<string, string | null>>; version: number }) {
  const { kind, name, stage, company } = typed as {
    kind?: Client['kind'];
    name?: string;
    stage?: Client['stage'];
    company?: string | null;
  };
  const own = Object.entries(typed).flatMap(([field, value]) =>
    field.startsWith('fields.') ? [[field.slice('fields.'.length), value] as const] : [],
  );
  return {
    version,
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(stage === undefined ? {} : { stage }),
    ...(company === undefined ? {} : { companyId: company }),
    ...(own.length === 0 ? {} : { fields: Object.fromEntries(own) }),
  };
}
