import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { teamsQuery } from '../api/queries.js';
import page from '../shell/page.module.css';
import { roles, type GivenRole } from './roles.js';

export interface EmployeeSaid {
  readonly name: string;
  readonly role: GivenRole;
  /** Empty: in no team. */
  readonly teamId: string;
  readonly seesContacts: boolean;
}

interface Props {
  said: EmployeeSaid;
  onSaid: (said: EmployeeSaid) => void;
  /** Between the name and the role. */
  children?: ReactNode;
  besideTeam?: ReactNode;
}

/** What is asked of whoever comes and can be changed of whoever is here. */
export function EmployeeFields({ said, onSaid, children, besideTeam }: Props) {
  const { t } = useTranslation();
  const { data: teams } = useQuery(teamsQuery);
  const team = (
    <NativeSelect
      label={t('people.team')}
      data={[
        { value: '', label: t('people.noTeam') },
        ...(teams?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={said.teamId}
      onChange={(event) => onSaid({ ...said, teamId: event.currentTarget.value })}
    />
  );
  return (
    <>
      <TextInput
        name="name"
        label={t('people.name')}
        data-autofocus
        required
        withAsterisk={false}
        maxLength={200}
        value={said.name}
        onChange={(event) => onSaid({ ...said, name: event.currentTarget.value })}
      />
      {children}
      <NativeSelect
        name="role"
        label={t('people.roleName')}
        description={t(`people.roleAbout.${said.role}`)}
        data={roles.map((value) => ({ value, label: t(`people.role.${value}`) }))}
        value={said.role}
        onChange={(event) => onSaid({ ...said, role: event.currentTarget.value as GivenRole })}
      />
      {besideTeam === undefined ? (
        team
      ) : (
        <div className={page.pair}>
          {team}
          {besideTeam}
        </div>
      )}
      {said.role === 'employee' && (
        <Switch
          label={t('people.seesContacts')}
          description={t('people.seesContactsHint')}
          checked={said.seesContacts}
          onChange={(event) => onSaid({ ...said, seesContacts: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
