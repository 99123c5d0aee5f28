import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { teamsQuery } from '../api/queries.js';
import { useMay, useMe } from '../shell/session.js';
import type { MailboxForm } from './mailbox-form.js';
import css from './mailboxes.module.css';

interface Props {
  form: MailboxForm;
  onChange: (to: Partial<MailboxForm>) => void;
  /** The address is written: now it can be looked up. */
  onAddress?: () => void;
}

export function AddressStep({ form, onChange, onAddress }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { data: teams } = useQuery({ ...teamsQuery, enabled: useMay('people.read') });
  return (
    <>
      <div className={css.two}>
        <TextInput
          name="mailbox.address"
          label={t('mailboxes.email')}
          type="email"
          required
          withAsterisk={false}
          maxLength={320}
          placeholder="info@company.com"
          value={form.address}
          onChange={(event) => onChange({ address: event.currentTarget.value })}
          onBlur={onAddress}
        />
        <TextInput
          name="mailbox.displayName"
          label={t('mailboxes.displayName')}
          description={null}
          maxLength={200}
          placeholder={me.company.name}
          value={form.displayName}
          onChange={(event) => onChange({ displayName: event.currentTarget.value })}
        />
        <TextInput
          name="name"
          label={t('mailboxes.name')}
          maxLength={200}
          placeholder={form.address || t('mailboxes.nameExample')}
          value={form.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('people.team')}
          data={[
            { value: '', label: t('mailboxes.allTeams') },
            ...(teams?.items ?? []).map((team) => ({ value: team.id, label: team.name })),
          ]}
          value={form.teamId}
          onChange={(event) => onChange({ teamId: event.currentTarget.value })}
        />
      </div>
      <TextInput
        name="mailbox.aliases"
        label={t('mailboxes.aliases')}
        description={t('mailboxes.aliasesHint')}
        placeholder="sales@company.com, office@company.com"
        value={form.aliases}
        onChange={(event) => onChange({ aliases: event.currentTarget.value })}
      />
    </>
  );
}
