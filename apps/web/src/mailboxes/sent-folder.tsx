import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import type { MailboxForm } from './mailbox-form.js';

interface Props {
  form: MailboxForm;
  onChange: (to: Partial<MailboxForm>) => void;
  /** What the server offers, known after the test. */
  folders: Schemas['MailboxTrial']['folders'];
}

/** Before the path, so that a folder may be called like one of the other choices. */
const named = 'named:';

/** Where the mailbox keeps what was sent: found by itself, one that somebody names, or nobody looks. */
export function SentFolder({ form, onChange, folders }: Props) {
  const { t } = useTranslation();
  const marked = folders.find(({ specialUse }) => specialUse === '\\Sent')?.path;
  const paths = new Set([
    ...(form.sentFolder === null ? [] : [form.sentFolder]),
    ...folders.map((folder) => folder.path),
  ]);
  const choose = (value: string) =>
    onChange(
      value.startsWith(named)
        ? { sent: 'named', sentFolder: value.slice(named.length) }
        : { sent: value === 'none' ? 'none' : 'found' },
    );
  return (
    <NativeSelect
      label={t('mailboxes.sentFolder')}
      description={t('mailboxes.sentFolderHint')}
      data={[
        {
          value: 'found',
          label: marked === undefined ? t('mailboxes.sentFound') : t('mailboxes.sentFoundAs', { folder: marked }),
        },
        ...[...paths].map((path) => ({ value: named + path, label: path })),
        { value: 'none', label: t('mailboxes.noSentFolder') },
      ]}
      value={form.sent === 'named' && form.sentFolder !== null ? named + form.sentFolder : form.sent}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}
