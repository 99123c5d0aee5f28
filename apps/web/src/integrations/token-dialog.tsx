import { Button, Checkbox, Modal, NativeSelect, PasswordInput, Switch, Textarea, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { asProblem } from '../api/problem.js';
import { employeesQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { findText } from '../i18n/words.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { useMe } from '../shell/session.js';
import css from './integrations.module.css';
import { integrationsQuery, myTokensQuery } from './queries.js';
import { ShownOnce, shownOnce } from './shown-once.js';

type Made = Schemas['NewToken'];

/** A token for a program of one's own, or of the company. */
export function TokenDialog({ company, onClose }: { company: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      {...(made !== null && shownOnce)}
      title={made?.view.name ?? t(company ? 'token.newIntegration' : 'token.new')}
    >
      {made !== null ? (
        <ShownOnce
          about={t('token.handOver')}
          label={t('token.token')}
          value={made.token}
          done={t('token.done')}
          onClose={onClose}
        >
          <pre className={css.example}>{`curl -H 'Authorization: Bearer …' ${window.location.origin}/api/v1/me`}</pre>
        </ShownOnce>
      ) : company ? (
        <CompanyForm onMade={setMade} onClose={onClose} />
      ) : (
        <OwnForm onMade={setMade} onClose={onClose} />
      )}
    </Modal>
  );
}

interface Props {
  onMade: (made: Made) => void;
  onClose: () => void;
}

function OwnForm(props: Props) {
  const me = useMe();
  const { data } = useQuery(myTokensQuery);
  return (
    <Form
      {...props}
      grantable={data?.grantable ?? []}
      mayShowContacts={me.seesContacts}
      make={(body) => take(api.POST('/api/v1/tokens', { body }))}
    />
  );
}

function CompanyForm(props: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useQuery(integrationsQuery);
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  const [employeeId, setEmployeeId] = useState(me.id);
  const employee = employees.find(({ id }) => id === employeeId);
  const role = employee?.role ?? me.role;
  return (
    <Form
      {...props}
      grantable={data?.grantableOf[role] ?? []}
      mayShowContacts={role === 'owner' || role === 'manager' || (employee?.seesContacts ?? false)}
      make={(body) => take(api.POST('/api/v1/integrations', { body: { ...body, employeeId } }))}
    >
      <NativeSelect
        name="employeeId"
        label={t('token.inNameOf')}
        description={t('token.inNameOfHint')}
        data={employees
          .filter(({ status }) => status === 'active')
          .map(({ id, name, role: is }) => ({ value: id, label: `${name} · ${t(`people.role.${is}`)}` }))}
        value={employeeId}
        onChange={(event) => setEmployeeId(event.currentTarget.value)}
      />
    </Form>
  );
}

const terms = ['30', '90', '365', ''] as const;

function Form({
  grantable,
  mayShowContacts,
  make,
  onMade,
  onClose,
  children,
}: Props & {
  grantable: readonly string[];
  mayShowContacts: boolean;
  make: (body: Schemas['TokenWanted']) => Promise<Made>;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [readOnly, setReadOnly] = useState(true);
  const [seesContacts, setSeesContacts] = useState(false);
  const [days, setDays] = useState<string>('90');
  const [addresses, setAddresses] = useState('');
  const [password, setPassword] = useState('');
  const rights = chosen.filter((right) => grantable.includes(right)) as Schemas['TokenWanted']['rights'];
  const save = useMutation({
    mutationFn: () =>
      make({
        ...{ name: name.trim(), rights, readOnly, seesContacts: seesContacts && mayShowContacts },
        expiresInDays: days === '' ? null : Number(days),
        addresses: addresses.split(/[\s,;]+/).filter((address) => address !== ''),
        ...(password === '' ? {} : { password }),
      }),
    onSuccess: (made) => {
      onMade(made);
      void queryClient.invalidateQueries({ queryKey: keys.myTokens });
      void queryClient.invalidateQueries({ queryKey: keys.integrations });
    },
  });
  const asksPassword = password !== '' || (save.isError && asProblem(save.error).code.startsWith('password.'));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={page.form} onSubmit={submit} autoComplete="off">
      <TextInput
        name="name"
        label={t('token.name')}
        description={t('token.nameHint')}
        data-autofocus
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {children}
      <Checkbox.Group label={t('token.rights')} value={[...chosen]} onChange={setChosen}>
        <div className={css.rights}>
          {grantable.map((right) => (
            <Checkbox key={right} size="xs" value={right} label={findText(t, `token.right.${right}`) ?? right} />
          ))}
        </div>
      </Checkbox.Group>
      <Switch
        label={t('token.readOnly')}
        description={t('token.readOnlyHint')}
        checked={readOnly}
        onChange={(event) => setReadOnly(event.currentTarget.checked)}
      />
      {mayShowContacts && (
        <Switch
          label={t('token.contacts')}
          description={t('token.contactsHint')}
          checked={seesContacts}
          onChange={(event) => setSeesContacts(event.currentTarget.checked)}
        />
      )}
      <div className={page.pair}>
        <NativeSelect
          label={t('token.term')}
          data={terms.map((value) => ({
            value,
            label: value === '' ? t('token.termNone') : t('token.days', { count: Number(value) }),
          }))}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Textarea
          name="addresses"
          label={t('token.addresses')}
          description={t('token.addressesHint')}
          autosize
          minRows={1}
          maxRows={4}
          placeholder="203.0.113.0/24"
          value={addresses}
          onChange={(event) => setAddresses(event.currentTarget.value)}
        />
      </div>
      {asksPassword && (
        <PasswordInput
          name="password"
          label={t('account.confirmPassword')}
          required
          withAsterisk={false}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
      )}
      <FormProblem error={save.error} />
      <div className={page.acts}>
        <Button variant="default" onClick={onClose}>
          {t('act.cancel')}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={rights.length === 0}>
          {t('token.make')}
        </Button>
      </div>
    </form>
  );
}
