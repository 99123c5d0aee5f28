import { Button, TextInput } from '@mantine/core';
import { IconDeviceLandlinePhone } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { employeesQuery } from '../api/queries.js';
import { FormProblem } from '../shell/form-problem.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import { Person } from '../shell/person.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay, useMe } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { Devices, Presence, refreshTelephones } from './devices.js';
import { extensionsQuery } from './queries.js';
import css from './devices.module.css';
import telephony from './telephony.module.css';
import { TelephonyFrame } from './telephony-frame.js';

type Extension = Schemas['Extension'];

/** Who has which extension, and who can be reached now; for administrators everybody's telephones. */
export function ExtensionsPage() {
  const { t } = useTranslation();
  const mayManage = useMay('telephony.manage');
  const { data, isPending, isError, error, refetch } = useQuery({ ...extensionsQuery, refetchInterval: 30_000 });
  const employees =
    useInfiniteQuery({ ...employeesQuery, enabled: mayManage }).data?.pages.flatMap((each) => each.items) ?? [];
  const extensions = data?.items ?? [];
  const without = employees.filter(
    (each) => each.status === 'active' && !extensions.some(({ employee }) => employee.id === each.id),
  );
  return (
    <TelephonyFrame title={t('telephony.extensions')}>
      {isPending ? (
        <RowsSkeleton rows={5} height={48} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : extensions.length === 0 && without.length === 0 ? (
        <Empty icon={IconDeviceLandlinePhone} title={t('extensions.none')} text={t('extensions.noneText')} />
      ) : (
        <ul className={page.box} aria-label={t('telephony.extensions')}>
          {extensions.map((extension) => (
            <Row key={extension.employee.id} extension={extension} mayManage={mayManage} />
          ))}
          {mayManage && without.map((each) => <Without key={each.id} employee={each} />)}
        </ul>
      )}
    </TelephonyFrame>
  );
}

function Row({ extension, mayManage }: { extension: Extension; mayManage: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const { employee, number, devices, online } = extension;
  const mine = employee.id === me.id;
  return (
    <li>
      <div className={css.person}>
        <Person name={employee.name} size={30} />
        <b>{employee.name}</b>
        <span className={css.number}>{number}</span>
        <Presence online={online} lastSeenAt={null} />
        {(mayManage || mine) && devices !== null ? (
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open}
            aria-label={t('extensions.manageOf', { name: employee.name })}
            onClick={() => setOpen(!open)}
          >
            {t('extensions.manage')}
          </Button>
        ) : (
          <span />
        )}
      </div>
      {open && devices !== null && (
        <div className={css.drawer}>
          {mayManage && <NumberForm employeeId={employee.id} number={number} />}
          <Devices employeeId={employee.id} extension={{ number, devices }} />
        </div>
      )}
    </li>
  );
}

function Without({ employee }: { employee: Schemas['Employee'] }) {
  const { t } = useTranslation();
  const [giving, setGiving] = useState(false);
  return (
    <li>
      <div className={css.person}>
        <Person name={employee.name} size={30} />
        <b>{employee.name}</b>
        <span className={css.number} />
        <span className={telephony.dim}>{t('extensions.noExtension')}</span>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t('extensions.give')}: ${employee.name}`}
          onClick={() => setGiving(!giving)}
        >
          {t('extensions.give')}
        </Button>
      </div>
      {giving && (
        <div className={css.drawer}>
          <NumberForm employeeId={employee.id} number="" />
        </div>
      )}
    </li>
  );
}

function NumberForm({ employeeId, number }: { employeeId: string; number: string }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(number);
  const save = useMutation({
    mutationFn: () =>
      take(
        api.PUT('/api/v1/employees/{id}/extension', {
          params: { path: { id: employeeId } },
          body: { number: typed.trim() },
        }),
      ),
    onSuccess: refreshTelephones,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <div className={telephony.line}>
        <TextInput
          name="number"
          size="xs"
          label={t('extensions.number')}
          inputMode="numeric"
          pattern="[0-9]{2,6}"
          required
          withAsterisk={false}
          placeholder="201"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          size="xs"
          type="submit"
          variant="default"
          style={{ alignSelf: 'flex-end' }}
          loading={save.isPending}
          disabled={typed.trim() === number}
        >
          {t('act.save')}
        </Button>
      </div>
      <FormProblem error={save.error} />
    </form>
  );
}
