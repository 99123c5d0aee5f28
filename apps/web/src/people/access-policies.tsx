import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { dayNames } from '../telephony/hours.js';
import { AccessPolicyDialog, type PolicySubject } from './access-policy-dialog.js';
import css from './people.module.css';

type Policy = Schemas['AccessPolicy'];
const roles = ['employee', 'manager', 'administrator', 'owner'] as const;

/** At which hours and from which addresses people get in. */
export function AccessPolicies({ employees }: { employees: readonly Schemas['Employee'][] }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery({
    queryKey: keys.accessPolicies,
    queryFn: () => take(api.GET('/api/v1/access-policies')),
  });
  const [dialog, setDialog] = useState<PolicySubject | null>(null);
  const follow = useMutation({
    mutationFn: (id: string) =>
      take(api.DELETE('/api/v1/access-policies/employees/{id}', { params: { path: { id } } })),
    onSuccess: (saved) => queryClient.setQueryData(keys.accessPolicies, saved),
  });
  if (data === undefined) return null;
  const row = (subject: PolicySubject, policy: Policy | undefined) => (
    <li key={subject.name} className={css.team}>
      <div className={css.who}>
        <b>{subject.name}</b>
      </div>
      <div className={css.rule}>{policyText(t, i18n.language, policy)}</div>
      <div className={css.invitedActs}>
        {'employeeId' in subject.is && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t('doors.followRoleOf', { name: subject.name })}
            onClick={() => 'employeeId' in subject.is && follow.mutate(subject.is.employeeId)}
          >
            {t('doors.followRole')}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('doors.changeOf', { name: subject.name })}
          onClick={() => setDialog(subject)}
        >
          {t('doors.change')}
        </Button>
      </div>
    </li>
  );
  const own = data.items.filter((item) => item.employee !== null);
  return (
    <section className={page.section}>
      <h2>{t('doors.title')}</h2>
      <p>{t('doors.text')}</p>
      <ul className={page.box}>
        {roles.map((role) =>
          row(
            { is: { role }, name: t(`people.role.${role}`) },
            data.items.find((item) => item.role === role),
          ),
        )}
        {own.map((item) => row({ is: { employeeId: item.employee!.id }, name: item.employee!.name }, item))}
      </ul>
      <div className={css.newTeam}>
        <NativeSelect
          size="xs"
          aria-label={t('doors.addFor')}
          value=""
          data={[
            { value: '', label: t('doors.choose') },
            ...employees
              .filter((each) => each.status === 'active' && !own.some((item) => item.employee?.id === each.id))
              .map((each) => ({ value: each.id, label: each.name })),
          ]}
          onChange={(event) => {
            const chosen = employees.find(({ id }) => id === event.currentTarget.value);
            if (chosen) setDialog({ is: { employeeId: chosen.id }, name: chosen.name });
          }}
        />
      </div>
      <FormProblem error={follow.error} />
      {dialog !== null && (
        <AccessPolicyDialog
          subject={dialog}
          policies={data}
          ofOwner={'role' in dialog.is ? dialog.is.role === 'owner' : isOwner(employees, dialog.is.employeeId)}
          onClose={() => setDialog(null)}
        />
      )}
    </section>
  );
}

const isOwner = (employees: readonly Schemas['Employee'][], id: string) =>
  employees.some((each) => each.id === id && each.role === 'owner');

function policyText(t: TFunction, language: string, policy: Policy | undefined): string {
  const days = dayNames(language, 'short');
  const spans = policy?.hours?.spans
    .map((span) => `${span.days.map((day) => days[day - 1]).join(' ')} ${span.from}–${span.to}`)
    .join(', ');
  const hours =
    spans === undefined ? t('doors.anyHour') : t('doors.hours', { spans, zone: policy?.hours?.timeZone ?? '' });
  const count = policy?.addresses.length ?? 0;
  return `${hours}, ${count === 0 ? t('doors.anywhere') : t('doors.addresses', { count })}`;
}
