import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconUserPlus, IconUserSearch } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { matchesQuery } from '../calls/call-queries.js';
import { placeOnCard } from '../calls/call-requests.js';
import type { Call, Placement } from '../calls/call.js';
import { FormProblem } from '../shell/form-problem.js';
import { Person } from '../shell/person.js';
import { patchLive } from './call-control.js';
import pop from './incoming.module.css';

const ChooseCard = lazy(async () => ({ default: (await import('../unplaced/choose-card.js')).ChooseCard }));

/** A number on no card: who it may be, one step to link it, and the call goes on meanwhile. */
export function UnknownCaller({ call }: { call: Call }) {
  const { t } = useTranslation();
  const { data: matches } = useQuery({ ...matchesQuery(call.id), enabled: call.may.place });
  const [step, setStep] = useState<'choose' | 'new' | null>(null);
  const place = useMutation({
    mutationFn: (placement: Placement) => placeOnCard(call.id, placement),
    onSuccess: (placed) => {
      setStep(null);
      patchLive(queryClient, call.id, () => placed);
      for (const queryKey of [keys.liveCalls, keys.call(call.id), keys.clients, keys.unplaced, keys.counters]) {
        void queryClient.invalidateQueries({ queryKey });
      }
    },
  });
  if (!call.may.place) return <p className={pop.none}>{t('softphone.unknown')}</p>;
  return (
    <div className={pop.unknown}>
      <p className={pop.none}>{t('softphone.unknown')}</p>
      {matches !== undefined && matches.items.length > 0 && (
        <ul className={pop.matches} aria-label={t('softphone.mayBe')}>
          {matches.items.slice(0, 3).map(({ client, because }) => (
            <li key={client.id}>
              <Person name={client.name} size={26} />
              <span>
                <b>{client.name}</b>
                <small>{t(`softphone.because.${because}`)}</small>
              </span>
              <Button
                size="compact-sm"
                variant="light"
                loading={place.isPending}
                aria-label={t('softphone.thisIsWho', { name: client.name })}
                onClick={() => place.mutate({ clientId: client.id })}
              >
                {t('softphone.itIs')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {step === 'new' ? (
        <NewCard
          busy={place.isPending}
          onCancel={() => setStep(null)}
          onMade={(newClient) => place.mutate({ newClient })}
        />
      ) : (
        <div className={pop.link}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUserPlus size={15} aria-hidden />}
            onClick={() => setStep('new')}
          >
            {t('softphone.newCard')}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUserSearch size={15} aria-hidden />}
            onClick={() => setStep('choose')}
          >
            {t('softphone.thisIs')}
          </Button>
        </div>
      )}
      <FormProblem error={place.error} />
      <Suspense>
        {step === 'choose' && (
          <ChooseCard
            busy={place.isPending}
            title={t('unplaced.attach')}
            onClose={() => setStep(null)}
            onChosen={(clientId) => place.mutate({ clientId })}
          />
        )}
      </Suspense>
    </div>
  );
}

type NewClient = Extract<Placement, { newClient: object }>['newClient'];

function NewCard({
  busy,
  onCancel,
  onMade,
}: {
  busy: boolean;
  onCancel: () => void;
  onMade: (client: NewClient) => void;
}) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<NewClient['kind']>('person');
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') onMade({ kind, name: name.trim() });
  };
  return (
    <form className={pop.newCard} onSubmit={submit}>
      <SegmentedControl
        size="xs"
        aria-label={t('clients.kindName')}
        data={(['person', 'company'] as const).map((value) => ({ value, label: t(`clients.kind.${value}`) }))}
        value={kind}
        onChange={(value) => setKind(value)}
      />
      <TextInput
        name="newClient.name"
        size="xs"
        aria-label={t(kind === 'company' ? 'clients.companyName' : 'clients.personName')}
        placeholder={t(kind === 'company' ? 'clients.companyName' : 'clients.personName')}
        autoFocus
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={pop.link}>
        <Button size="xs" type="submit" loading={busy} disabled={name.trim() === ''}>
          {t('clients.create')}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onCancel}>
          {t('act.cancel')}
        </Button>
      </div>
    </form>
  );
}
