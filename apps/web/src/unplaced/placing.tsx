import '../shell/mantine-field-css.js';
import '@mantine/core/styles/Kbd.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, Kbd, Switch } from '@mantine/core';
import { IconUserPlus, IconUserSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { Person } from '../shell/person.js';
import { toast } from '../shell/toast.js';
import { useKeys } from '../shell/use-keys.js';
import { nameOf, othersOf } from '../timeline/participants.js';
import css from './unplaced.module.css';

const ChooseCard = lazy(async () => ({ default: (await import('./choose-card.js')).ChooseCard }));
const NewCard = lazy(async () => ({ default: (await import('./new-card.js')).NewCard }));

export type Target =
  | { clientId: string; name: string }
  | { newClient: { kind: 'person' | 'company'; name: string; responsibleId: string | null } };

/** Where a letter belongs: a suggested card, one that is searched for, or a new one. */
export function Placing({ item, onPlaced }: { item: Schemas['Unplaced']; onPlaced: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [remember, setRemember] = useState(true);
  const [dialog, setDialog] = useState<'attach' | 'new' | null>(null);
  const place = useMutation({
    mutationFn: (target: Target) =>
      take(
        api.POST('/api/v1/unplaced/{id}/place', {
          params: { path: { id: item.id } },
          body:
            'clientId' in target ? { clientId: target.clientId, remember } : { newClient: target.newClient, remember },
        }),
      ),
    onSuccess: (placed, target) => {
      setDialog(null);
      const name = 'clientId' in target ? target.name : target.newClient.name;
      toast.leading(t('unplaced.placed', { name, count: placed.placed }), t('clients.openCard'), () => {
        void navigate({ to: '/clients/$clientId', params: { clientId: placed.clientId } });
      });
      onPlaced();
      for (const queryKey of [
        keys.unplaced,
        keys.counters,
        keys.conversations,
        keys.clients,
        keys.start,
        keys.client(placed.clientId),
      ]) {
        void queryClient.invalidateQueries({ queryKey });
      }
    },
    // A new card’s form says so itself.
    onError: (error, target) => {
      if ('clientId' in target) toast.bad(problemText(t, error));
    },
  });
  const suggest = (index: number) => () => {
    const suggestion = item.suggestions[index];
    if (suggestion !== undefined && !place.isPending)
      place.mutate({ clientId: suggestion.client.id, name: suggestion.client.name });
  };
  useKeys({
    KeyA: () => setDialog('attach'),
    KeyN: () => setDialog('new'),
    Digit1: suggest(0),
    Digit2: suggest(1),
    Digit3: suggest(2),
    Enter: () => {
      const best = item.suggestions[0]?.client;
      if (best !== undefined) void navigate({ to: '/clients/$clientId', params: { clientId: best.id } });
    },
  });
  const person = othersOf(item);
  return (
    <div>
      {item.suggestions.length > 0 && (
        <div className={css.suggestions}>
          <h2>{t('unplaced.suggestions')}</h2>
          <ul>
            {item.suggestions.slice(0, 3).map((suggestion, index) => (
              <li key={suggestion.client.id}>
                <Person name={suggestion.client.name} size={28} />
                <span className={css.suggested}>
                  <b>{suggestion.client.name}</b>
                  <small>{t(`unplaced.because.${suggestion.because}`)}</small>
                </span>
                <Button
                  size="compact-sm"
                  variant="light"
                  loading={place.isPending}
                  onClick={suggest(index)}
                  rightSection={
                    <Kbd size="xs" className={css.kbd}>
                      {index + 1}
                    </Kbd>
                  }
                >
                  {t('unplaced.attachHere')}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={css.acts}>
        <Button
          size="xs"
          variant={item.suggestions.length > 0 ? 'default' : 'filled'}
          leftSection={<IconUserSearch size={15} aria-hidden />}
          rightSection={
            <Kbd size="xs" className={css.kbd}>
              A
            </Kbd>
          }
          onClick={() => setDialog('attach')}
        >
          {t('unplaced.attach')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUserPlus size={15} aria-hidden />}
          rightSection={
            <Kbd size="xs" className={css.kbd}>
              N
            </Kbd>
          }
          onClick={() => setDialog('new')}
        >
          {t('unplaced.newCard')}
        </Button>
        <Switch
          size="xs"
          label={t(item.direction === 'outbound' ? 'unplaced.rememberRecipient' : 'unplaced.remember')}
          checked={remember}
          onChange={(event) => setRemember(event.currentTarget.checked)}
        />
      </div>
      {item.sameSender > 0 && <p className={css.others}>{t('unplaced.others', { count: item.sameSender })}</p>}
      <Suspense>
        {dialog === 'attach' && (
          <ChooseCard
            busy={place.isPending}
            title={t('unplaced.attach')}
            onClose={() => setDialog(null)}
            onChosen={(clientId, name) => place.mutate({ clientId, name })}
          />
        )}
        {dialog === 'new' && (
          <NewCard
            error={place.variables !== undefined && 'newClient' in place.variables ? place.error : null}
            initialName={person === undefined || person.masked ? '' : nameOf(person)}
            busy={place.isPending}
            onClose={() => setDialog(null)}
            onMade={(newClient) => place.mutate({ newClient })}
          />
        )}
      </Suspense>
    </div>
  );
}
