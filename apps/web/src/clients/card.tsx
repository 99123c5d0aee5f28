import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { IconArrowsJoin2, IconPencil } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { speakFully } from '../i18n/i18n.js';
import { Moment } from '../i18n/moment.js';
import { Person } from '../shell/person.js';
import { useMay } from '../shell/session.js';
import { AssignmentHistory } from './assignment-history.js';
import css from './clients.module.css';
import { ContactPoints } from './contact-points.js';

const EditDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('./edit-dialog.js')).EditDialog };
});
const NextSteps = lazy(async () => {
  await speakFully();
  return { default: (await import('../tasks/next-steps.js')).NextSteps };
});
const Tags = lazy(async () => {
  await speakFully();
  return { default: (await import('./tags/tags.js')).Tags };
});
const CardMore = lazy(async () => {
  await speakFully();
  return { default: (await import('./card-more.js')).CardMore };
});
const ChangeHistory = lazy(async () => {
  await speakFully();
  return { default: (await import('./change-history.js')).ChangeHistory };
});
const MergeDialog = lazy(async () => {
  await speakFully();
  return { default: (await import('./merging/merge-dialog.js')).MergeDialog };
});
const AssignDialog = lazy(async () => ({ default: (await import('./assign-dialog.js')).AssignDialog }));

/** Beyond that the server does not count. */
const countedUpTo = 1_000;

/** What we know and show of a client. */
export function Card({ client }: { client: Schemas['Client'] }) {
  const { t, i18n } = useTranslation();
  const mayWrite = useMay('clients.write');
  const mayAssign = useMay('clients.assign');
  const mayCall = useMay('calls.make');
  const [dialog, setDialog] = useState<'edit' | 'assign' | 'merge' | null>(null);
  const [history, setHistory] = useState(false);
  const [changes, setChanges] = useState(false);
  const onItsPage = 'conversationId' in useParams({ strict: false }) === false;
  return (
    <div className={css.card}>
      <div className={css.cardHead}>
        <Person name={client.name} size={42} company={client.kind === 'company'} />
        <div style={{ flex: 1, minWidth: 0 }}>
          <h2>{client.name}</h2>
          <p>{t(`clients.kind.${client.kind}`)}</p>
        </div>
        {mayWrite && (
          <ActionIcon
            variant="subtle"
            color="gray"
            title={t('clients.merge')}
            aria-label={t('clients.merge')}
            onClick={() => setDialog('merge')}
          >
            <IconArrowsJoin2 size={16} aria-hidden />
          </ActionIcon>
        )}
        {mayWrite && (
          <ActionIcon variant="subtle" color="gray" aria-label={t('clients.edit')} onClick={() => setDialog('edit')}>
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {!onItsPage && (
        <Button component={Link} to={`/clients/${client.id}`} variant="default" size="xs" fullWidth mt="sm">
          {t('clients.openCard')}
        </Button>
      )}
      <Suspense>
        <Tags client={client} />
      </Suspense>
      <Suspense>
        <NextSteps clientId={client.id} mayWrite={mayWrite} />
      </Suspense>
      <ContactPoints client={client} />
      <Suspense>
        <CardMore client={client} onEdit={mayWrite ? () => setDialog('edit') : null} />
      </Suspense>
      <section className={css.cardSection}>
        <header>
          <h3>{t('clients.responsible')}</h3>
          {mayAssign && (
            <Button size="compact-xs" variant="subtle" onClick={() => setDialog('assign')}>
              {client.responsible === null ? t('clients.assign') : t('clients.reassign')}
            </Button>
          )}
        </header>
        <div className={css.responsibleLine}>
          {client.responsible !== null && <Person name={client.responsible.name} size={26} />}
          <span>
            {client.responsible?.name ?? t('clients.nobody')}
            {client.team !== null && <small>{client.team.name}</small>}
          </span>
        </div>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          className={css.quiet}
          aria-expanded={history}
          onClick={() => setHistory(!history)}
        >
          {history ? t('clients.hideHistory') : t('clients.history')}
        </Button>
        {history && <AssignmentHistory clientId={client.id} />}
      </section>
      <section className={css.cardSection}>
        <dl className={css.facts}>
          <dt>{t('clients.stageName')}</dt>
          <dd>{t(`clients.stage.${client.stage}`)}</dd>
          {mayCall && (
            <>
              <dt>{t('clients.shortCode')}</dt>
              <dd title={t('clients.shortCodeHint')}>{client.shortCode}</dd>
            </>
          )}
          <dt>{t('clients.interactions')}</dt>
          <dd>
            {client.interactions < countedUpTo
              ? client.interactions.toLocaleString(i18n.language)
              : `${countedUpTo.toLocaleString(i18n.language)}+`}
          </dd>
          <dt>{t('clients.last')}</dt>
          <dd>{client.lastInteractionAt === null ? '–' : <Moment at={client.lastInteractionAt} />}</dd>
          <dt>{t('clients.since')}</dt>
          <dd>
            <Moment at={client.createdAt} as="day" />
          </dd>
        </dl>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          className={css.quiet}
          aria-expanded={changes}
          onClick={() => setChanges(!changes)}
        >
          {changes ? t('clients.hideChanges') : t('clients.changes')}
        </Button>
        <Suspense fallback={<Skeleton height={40} mt="xs" />}>
          {changes && <ChangeHistory clientId={client.id} />}
        </Suspense>
      </section>
      <Suspense>
        {dialog === 'edit' && <EditDialog client={client} onClose={() => setDialog(null)} />}
        {dialog === 'merge' && <MergeDialog clientId={client.id} onClose={() => setDialog(null)} />}
        {dialog === 'assign' && <AssignDialog client={client} onClose={() => setDialog(null)} />}
      </Suspense>
    </div>
  );
}
