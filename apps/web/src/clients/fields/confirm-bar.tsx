import { ActionIcon, Button } from '@mantine/core';
import { IconClipboardCheck, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { everyMinute, minuteNow } from '../../i18n/moment.js';
import { useConfirm } from './confirm.js';
import css from './fields.module.css';
import { useFieldsOf } from './of-kind.js';
import { worthAsking } from './worth-asking.js';

const EditDialog = lazy(async () => ({ default: (await import('../edit-dialog.js')).EditDialog }));

/** Cards that were put off; until the page is loaded anew nobody is asked again. */
const putOff = new Set<string>();

/** At the moment of contact, above the words: ask for what is missing, or whether what stands on the card is still so. */
export function ConfirmBar({ client }: { client: Schemas['Client'] }) {
  const { t } = useTranslation();
  const now = useSyncExternalStore(everyMinute, minuteNow);
  const fields = useFieldsOf(client.kind);
  const confirm = useConfirm(client.id);
  const [editing, setEditing] = useState(false);
  const [later, setLater] = useState(putOff.has(client.id));
  const asked = worthAsking(client, now);
  const dialog = <Suspense>{editing && <EditDialog client={client} onClose={() => setEditing(false)} />}</Suspense>;
  if (asked === null || later || fields.length === 0) return dialog;
  const told =
    asked === 'missing'
      ? fields.filter(({ key }) => client.fieldsMissing.includes(key)).map(({ label }) => label)
      : fields.flatMap(({ key, label }) =>
          client.fields[key] === undefined ? [] : [`${label}: ${client.fields[key]}`],
        );
  return (
    <div className={css.bar} role="region" aria-label={t('cards.ask')}>
      <IconClipboardCheck size={17} stroke={1.7} aria-hidden />
      <p dir="auto">{t(asked === 'missing' ? 'cards.askMissing' : 'cards.askStale', { fields: told.join(', ') })}</p>
      {asked === 'stale' && (
        <Button size="compact-xs" variant="default" loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {t('cards.confirm')}
        </Button>
      )}
      <Button size="compact-xs" variant={asked === 'missing' ? 'default' : 'subtle'} onClick={() => setEditing(true)}>
        {t(asked === 'missing' ? 'cards.fill' : 'cards.change')}
      </Button>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={t('cards.later')}
        title={t('cards.later')}
        onClick={() => {
          putOff.add(client.id);
          setLater(true);
        }}
      >
        <IconX size={14} aria-hidden />
      </ActionIcon>
      {dialog}
    </div>
  );
}
