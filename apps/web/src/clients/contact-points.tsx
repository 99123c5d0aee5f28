import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { speakFully } from '../i18n/i18n.js';
import { problemText } from '../i18n/words.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { useMay } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { CallButton } from '../softphone/call-button.js';
import { Address } from '../timeline/participants.js';
import css from './clients.module.css';

const PointFacts = lazy(async () => {
  await speakFully();
  return { default: (await import('./point-facts.js')).PointFacts };
});
const PointForm = lazy(async () => {
  await speakFully();
  return { default: (await import('./point-form.js')).PointForm };
});
const ContactPointForm = lazy(async () => {
  await speakFully();
  return { default: (await import('./contact-point-form.js')).ContactPointForm };
});

/** Where the client can be reached, masked ones said to be so. */
export function ContactPoints({ client }: { client: Schemas['Client'] }) {
  const { t } = useTranslation();
  const mayWrite = useMay('clients.write');
  const mayRemove = useMay('clients.assign');
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const remove = useMutation({
    mutationFn: (contactPointId: string) =>
      take(
        api.DELETE('/api/v1/clients/{id}/contact-points/{contactPointId}', {
          params: { path: { id: client.id, contactPointId } },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.client(client.id) }),
    onError: (error) => toast.bad(problemText(t, error)),
    onSettled: () => setRemoving(null),
  });
  return (
    <section className={css.cardSection}>
      <header>
        <h3>{t('contact.title')}</h3>
        {mayWrite && !adding && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t('contact.add')}
          </Button>
        )}
      </header>
      {client.contactPoints.length === 0 && !adding && <p className={css.empty}>{t('contact.none')}</p>}
      <ul className={css.points}>
        {client.contactPoints.map((point) => (
          <li key={point.id}>
            <MediumIcon medium={point.kind} size={15} />
            <span className={css.point}>
              <Address value={point.value} masked={point.masked} />
              {point.label !== null && point.label !== '' && <small>{point.label}</small>}
              <Suspense>
                <PointFacts point={point} />
              </Suspense>
              <Suspense>
                {changing === point.id && (
                  <PointForm clientId={client.id} point={point} onDone={() => setChanging(null)} />
                )}
              </Suspense>
            </span>
            {point.kind === 'phone' && (
              <CallButton clientId={client.id} contactPointId={point.id} value={point.value} />
            )}
            {mayWrite && (
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={t('contact.change', { value: point.value })}
                aria-expanded={changing === point.id}
                onClick={() => setChanging(changing === point.id ? null : point.id)}
              >
                <IconPencil size={14} aria-hidden />
              </ActionIcon>
            )}
            {mayRemove &&
              (removing === point.id ? (
                <Button
                  size="compact-xs"
                  color="red"
                  variant="light"
                  autoFocus
                  onBlur={() => setRemoving(null)}
                  onClick={() => remove.mutate(point.id)}
                >
                  {t('contact.reallyRemove')}
                </Button>
              ) : (
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('contact.remove', { value: point.value })}
                  onClick={() => setRemoving(point.id)}
                >
                  <IconTrash size={14} aria-hidden />
                </ActionIcon>
              ))}
          </li>
        ))}
      </ul>
      <Suspense>{adding && <ContactPointForm clientId={client.id} onDone={() => setAdding(false)} />}</Suspense>
    </section>
  );
}
