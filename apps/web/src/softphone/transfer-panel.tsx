import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPhone, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clientQuery, clientsQuery } from '../api/queries.js';
import { extensionsQuery, liveCallsQuery } from '../calls/call-queries.js';
import type { Call, CallAct, CallTarget } from '../calls/call.js';
import { MediumIcon } from '../shell/medium-icon.js';
import { Person } from '../shell/person.js';
import { useMe } from '../shell/session.js';
import { presenceOf } from './presence.js';
import css from './transfer.module.css';

interface Props {
  call: Call;
  onAct: (act: CallAct, name: string) => void;
  onDone: () => void;
}

const looksLikeNumber = /^[+*]?[\d\s()-]{2,}$/;
const colleaguesShown = 30;
const clientsShown = 5;

/** To whom the client is handed on: a colleague, another client, a number; at once, or after a word with them. */
export function TransferPanel({ call, onAct, onDone }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const [typed, setTyped] = useState('');
  const [name] = useDebouncedValue(typed.trim(), 150);
  const { data: extensions } = useQuery(extensionsQuery);
  const { data: live } = useQuery(liveCallsQuery);
  const clients = useInfiniteQuery({ ...clientsQuery(name), enabled: name.length > 1 });
  const [opened, setOpened] = useState<string | null>(null);
  const choose = (to: CallTarget, who: string) => ({
    onNow: () => {
      onAct({ do: 'transfer', to }, who);
      onDone();
    },
    onTalkFirst: () => {
      onAct({ do: 'consult', to }, who);
      onDone();
    },
  });
  const fits = (text: string) => text.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase());
  const colleagues = (extensions?.items ?? [])
    .filter(({ employee, number }) => employee.id !== me.id && (fits(employee.name) || number.startsWith(typed.trim())))
    .map((each) => ({ ...each, presence: presenceOf(each, live?.items ?? []) }))
    .sort((a, b) => a.presence.order - b.presence.order || a.employee.name.localeCompare(b.employee.name));
  const found = name.length > 1 ? (clients.data?.pages[0]?.items ?? []).filter(({ id }) => id !== call.client?.id) : [];
  return (
    <div>
      <TextInput
        size="sm"
        autoFocus
        leftSection={<IconSearch size={16} aria-hidden />}
        placeholder={t('softphone.transferTo')}
        aria-label={t('softphone.transferTo')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ul className={css.targets} aria-label={t('softphone.targets')}>
        {looksLikeNumber.test(typed.trim()) && (
          <Target
            sign={<IconPhone size={18} aria-hidden />}
            name={typed.trim()}
            about={t('softphone.dialled')}
            {...choose({ dialled: typed.trim() }, typed.trim())}
          />
        )}
        {colleagues.slice(0, colleaguesShown).map(({ employee, number, presence }) => (
          <Target
            key={employee.id}
            sign={<Person name={employee.name} size={28} />}
            name={employee.name}
            about={`${number} · ${t(`softphone.presence.${presence.is}`)}`}
            presence={presence.is}
            {...choose({ employeeId: employee.id }, employee.name)}
          />
        ))}
        {found.slice(0, clientsShown).map((client) => (
          <li key={client.id} className={css.client}>
            <button
              type="button"
              aria-expanded={opened === client.id}
              onClick={() => setOpened(opened === client.id ? null : client.id)}
            >
              <Person name={client.name} size={28} company={client.kind === 'company'} />
              <span>{client.name}</span>
              <small>{t('softphone.client')}</small>
            </button>
            {opened === client.id && (
              <ClientNumbers
                clientId={client.id}
                onChoose={(contactPointId) => choose({ clientId: client.id, contactPointId }, client.name)}
              />
            )}
          </li>
        ))}
        {colleagues.length === 0 && found.length === 0 && !looksLikeNumber.test(typed.trim()) && (
          <li className={css.nobody}>{t('softphone.nobodyFound')}</li>
        )}
      </ul>
    </div>
  );
}

interface Ways {
  onNow: () => void;
  onTalkFirst: () => void;
}

function Target({
  sign,
  name,
  about,
  presence,
  onNow,
  onTalkFirst,
}: Ways & { sign: ReactNode; name: string; about: string; presence?: string }) {
  const { t } = useTranslation();
  return (
    <li className={css.target}>
      {sign}
      <span className={css.name}>
        <b>{name}</b>
        <small data-presence={presence}>{about}</small>
      </span>
      <Button
        size="compact-xs"
        variant="light"
        aria-label={t('softphone.talkFirstWith', { name })}
        disabled={presence === 'away'}
        onClick={onTalkFirst}
      >
        {t('softphone.talkFirst')}
      </Button>
      <Button size="compact-xs" variant="default" aria-label={t('softphone.handOverTo', { name })} onClick={onNow}>
        {t('softphone.handOver')}
      </Button>
    </li>
  );
}

function ClientNumbers({ clientId, onChoose }: { clientId: string; onChoose: (contactPointId: string) => Ways }) {
  const { t } = useTranslation();
  const { data: client } = useQuery(clientQuery(clientId));
  const phones = client?.contactPoints.filter(({ kind }) => kind === 'phone');
  return (
    <ul className={css.numbers}>
      {phones?.map((point) => (
        <Target
          key={point.id}
          sign={<MediumIcon medium="phone" size={16} />}
          name={point.value}
          about={point.label ?? ''}
          {...onChoose(point.id)}
        />
      ))}
      {phones?.length === 0 && <li className={css.nobody}>{t('softphone.noNumber')}</li>}
    </ul>
  );
}
