import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { employeesQuery } from '../api/queries.js';
import { queryClient } from '../api/query-client.js';
import { problemText } from '../i18n/words.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { useMe } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { absencesQuery } from './queries.js';
import css from './routing.module.css';

const renew = () => queryClient.invalidateQueries({ queryKey: keys.absences });

/** Who is away and who stands in for them: oneself, and for heads whoever works in their team. */
export function AbsencesSection() {
  const { t } = useTranslation();
  const me = useMe();
  const items = useQuery(absencesQuery).data?.items ?? [];
  const end = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/absences/{id}', { params: { path: { id } } })),
    onError: (problem) => toast.bad(problemText(t, problem)),
    onSettled: renew,
  });
  const decides = (id: string) => id === me.id || me.role === 'owner' || me.role === 'manager';
  return (
    <section className={page.section} aria-label={t('routing.absences')}>
      <h2>{t('routing.absences')}</h2>
      <p>{t('routing.absencesText')}</p>
      {items.length > 0 && (
        <ul className={page.box}>
          {items.map((item) => (
            <li key={item.id} className={css.team}>
              <div className={css.who}>
                <b>{item.employee.name}</b>
                <small>
                  {item.substitute === null
                    ? t('routing.byQueue')
                    : t('routing.standsIn', { name: item.substitute.name })}
                </small>
              </div>
              <div className={css.facts}>
                <span>{item.now ? t('routing.away') : t('routing.willBeAway')}</span>
                <small>
                  <Span item={item} />
                </small>
              </div>
              {decides(item.employee.id) && (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={end.isPending && end.variables === item.id}
                  aria-label={t('routing.endOf', { name: item.employee.name })}
                  onClick={() => end.mutate(item.id)}
                >
                  {t('routing.end')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <NewAbsence />
    </section>
  );
}

function Span({ item }: { item: Schemas['Absence'] }) {
  const { t, i18n } = useTranslation();
  const day = (at: string) => new Date(at).toLocaleDateString(i18n.language, { day: 'numeric', month: 'short' });
  return item.until === null
    ? t('routing.fromDay', { from: day(item.since) })
    : t('routing.fromTo', { from: day(item.since), to: day(item.until) });
}

/** Whole days by the clock of whoever looks. */
function NewAbsence() {
  const { t } = useTranslation();
  const me = useMe();
  const people = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  const here = people.filter(({ status, role }) => status === 'active' && role !== 'administrator');
  const heads = me.role === 'owner' || me.role === 'manager';
  const [who, setWho] = useState(me.id);
  const [instead, setInstead] = useState('');
  const [from, setFrom] = useState(() => dayOf(new Date()));
  const [to, setTo] = useState('');
  const begin = useMutation({
    mutationFn: () =>
      take(
        api.POST('/api/v1/absences', {
          body: {
            employeeId: who,
            substituteId: instead || null,
            since: new Date(`${from}T00:00:00`).toISOString(),
            until: to === '' ? null : dayAfter(to).toISOString(),
          },
        }),
      ),
    onSuccess: () => {
      setTo('');
      void renew();
      toast.ok(t('routing.absenceSaved'));
    },
  });
  return (
    <form
      className={css.absence}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      {heads && (
        <NativeSelect
          name="employeeId"
          size="xs"
          label={t('routing.whoIsAway')}
          data={here.map(({ id, name }) => ({ value: id, label: name }))}
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
      )}
      <TextInput
        name="since"
        size="xs"
        type="date"
        required
        label={t('routing.awayFrom')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        name="until"
        size="xs"
        type="date"
        min={from}
        label={t('routing.awayTo')}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <NativeSelect
        name="substituteId"
        size="xs"
        label={t('routing.instead')}
        data={[
          { value: '', label: t('routing.byQueue') },
          ...here.filter(({ id }) => id !== who).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={instead}
        onChange={(event) => setInstead(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" variant="default" disabled={from === ''} loading={begin.isPending}>
        {t('routing.addAbsence')}
      </Button>
      <FormProblem error={begin.error} />
    </form>
  );
}

const dayOf = (at: Date): string =>
  `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

function dayAfter(day: string): Date {
  const next = new Date(`${day}T00:00:00`);
  next.setDate(next.getDate() + 1);
  return next;
}
