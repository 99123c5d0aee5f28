import { Button, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { EmployeeMailPasswords } from '../account/employee-mail-passwords.js';
import { EmployeeSecondFactor } from '../account/employee-second-factor.js';
import { EmployeeWorkMailbox } from '../forwarding/employee-work-mailbox.js';
import { EmployeeSessions } from '../account/employee-sessions.js';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { isLanguage, languages, type Language } from '../i18n/language.js';
import { PrivateContacts } from '../protection/private-contacts.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { useMe } from '../shell/session.js';
import { EmployeeFields, type EmployeeSaid } from './employee-fields.js';
import { newPassword } from './new-password.js';

type Employee = Schemas['Employee'];

/** What an employee may do. New ones come by invitation. */
export function EmployeeDialog({
  employee,
  onLeaving,
  onClose,
}: {
  employee: Employee;
  onLeaving: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const [said, setSaid] = useState<EmployeeSaid>({
    ...{ name: employee.name, teamId: employee.team?.id ?? '', seesContacts: employee.seesContacts },
    role: employee.role === 'owner' ? 'employee' : employee.role,
  });
  const [locale, setLocale] = useState<Language | null>(employee.locale);
  const [title, setTitle] = useState(employee.title ?? '');
  const [phone, setPhone] = useState(employee.phone ?? '');
  const [password, setPassword] = useState('');
  const refresh = async () => {
    await queryClient.invalidateQueries({ queryKey: keys.employees });
    void queryClient.invalidateQueries({ queryKey: keys.teams });
    void queryClient.invalidateQueries({ queryKey: keys.signatures });
    void queryClient.invalidateQueries({ queryKey: keys.start });
    onClose();
  };
  const path = { path: { id: employee.id } };
  const save = useMutation({
    mutationFn: () => {
      const body = {
        ...{ ...said, name: said.name.trim(), teamId: said.teamId || null, locale },
        ...{ title: title.trim() || null, phone: phone.trim() || null },
      };
      return take(
        api.PATCH('/api/v1/employees/{id}', {
          params: path,
          body: { ...body, ...(password === '' ? {} : { password }) },
        }),
      );
    },
    onSuccess: refresh,
  });
  const viewAs = useMutation({
    mutationFn: () => take(api.POST('/api/v1/session/view-as', { body: { employeeId: employee.id } })),
    // A page made anew: nothing of what the owner has seen may linger in it.
    onSuccess: () => window.location.assign('/'),
  });
  // A password of before is good for nothing: whoever comes back is handed a new one.
  const readmit = useMutation({
    mutationFn: async (fresh: string) => {
      await take(api.PATCH('/api/v1/employees/{id}', { params: path, body: { status: 'active', password: fresh } }));
      return fresh;
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.employees }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={employee.name}>
      <form className={page.form} onSubmit={submit} autoComplete="off">
        <EmployeeFields
          said={said}
          onSaid={setSaid}
          besideTeam={
            <NativeSelect
              label={t('shell.language')}
              data={[
                { value: '', label: t('people.languageOfBrowser') },
                ...Object.entries(languages).map(([value, label]) => ({ value, label })),
              ]}
              value={locale ?? ''}
              onChange={(event) => setLocale(isLanguage(event.currentTarget.value) ? event.currentTarget.value : null)}
            />
          }
        />
        <div className={page.pair}>
          <TextInput
            name="title"
            label={t('people.title')}
            description={t('people.inSignature')}
            maxLength={120}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            name="phone"
            label={t('people.phone')}
            description={t('people.phoneHint')}
            type="tel"
            maxLength={60}
            value={phone}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
        </div>
        {/* Whoever is kept out is handed a new one when they come back; until then there is none to stay. */}
        {employee.status === 'active' && (
          <PasswordInput
            name="password"
            label={t('people.newPassword')}
            description={t('people.newPasswordHint')}
            minLength={10}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          />
        )}
        <PrivateContacts employeeId={employee.id} />
        <EmployeeSecondFactor employeeId={employee.id} />
        <EmployeeWorkMailbox employeeId={employee.id} />
        <EmployeeSessions employeeId={employee.id} />
        <EmployeeMailPasswords employeeId={employee.id} />
        {readmit.data !== undefined && (
          <TextInput
            label={t('people.readmitted')}
            description={t('people.readmittedHint')}
            readOnly
            value={readmit.data}
            onFocus={(event) => event.currentTarget.select()}
          />
        )}
        <FormProblem error={save.error ?? readmit.error ?? viewAs.error} />
        {employee.status === 'active' && employee.id !== me.id && (
          <div>
            <Button size="compact-sm" variant="default" loading={viewAs.isPending} onClick={() => viewAs.mutate()}>
              {t('viewAs.begin')}
            </Button>
          </div>
        )}
        <div className={page.acts}>
          <Button variant="subtle" color="red" mr="auto" onClick={onLeaving}>
            {t(employee.status === 'active' ? 'leaving.open' : 'leaving.openAgain')}
          </Button>
          {employee.status === 'suspended' && (
            <Button variant="default" loading={readmit.isPending} onClick={() => readmit.mutate(newPassword())}>
              {t('people.readmit')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('act.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('act.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
