import { Checkbox, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { timeZoneHere } from '../hours/time-zones.js';
import { problemText } from '../i18n/words.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { toast } from '../shell/toast.js';
import { Trouble } from '../shell/trouble.js';
import css from './notices.module.css';
import { choicesQuery, type NoticeChoices, type NoticeKind } from './queries.js';

const ways = ['page', 'sound', 'push'] as const;
type Way = (typeof ways)[number];

const kinds: readonly NoticeKind[] = ['word', 'assigned', 'mention', 'missed-call', 'task', 'sla', 'held', 'alert'];

/** A sound without anything to look at helps nobody. */
function changed(chosen: readonly Way[], way: Way, on: boolean): Way[] {
  const next = ways.filter((each) => (each === way ? on : chosen.includes(each)));
  if (way === 'page' && !on) return next.filter((each) => each !== 'sound');
  return way === 'sound' && on && !next.includes('page') ? ['page', ...next] : next;
}

/** By which ways I am told of what; each press is kept at once. */
export function Choices() {
  const { t } = useTranslation();
  const ofClients = useMay('clients.read');
  const ofAlerts = useMay('alerts.read');
  const query = useQuery(choicesQuery);
  const save = useMutation({
    mutationFn: (body: NoticeChoices) => take(api.PUT('/api/v1/notices/choices', { body })),
    onMutate: (body) => queryClient.setQueryData(keys.noticeChoices, body),
    onError: (problem) => {
      toast.bad(problemText(t, problem));
      void queryClient.invalidateQueries({ queryKey: keys.noticeChoices });
    },
  });
  if (query.isPending) return <RowsSkeleton rows={6} height={36} />;
  if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  const { ways: chosen, quiet } = query.data;
  const set = (kind: NoticeKind, way: Way, on: boolean) =>
    save.mutate({ quiet, ways: { ...chosen, [kind]: changed(chosen[kind], way, on) } });
  const setQuiet = (change: { from?: string; to?: string }) => {
    const next = { from: '20:00', to: '08:00', ...quiet, ...change };
    if (next.from === '' || next.to === '' || next.from === next.to) return;
    save.mutate({ ways: chosen, quiet: { ...next, zone: timeZoneHere() } });
  };
  const mine = kinds.filter((kind) => (kind === 'alert' ? ofAlerts : ofClients));
  return (
    <section className={page.section}>
      <h2>{t('notices.choices')}</h2>
      <p>{t('notices.choicesText')}</p>
      <table className={css.table}>
        <thead>
          <tr>
            <td />
            {ways.map((way) => (
              <th key={way} scope="col">
                {t(`notices.way.${way}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {mine.map((kind) => (
            <tr key={kind}>
              <th scope="row">{t(`notices.kind.${kind}`)}</th>
              {ways.map((way) => (
                <td key={way}>
                  <Checkbox
                    size="sm"
                    styles={{ body: { justifyContent: 'center' } }}
                    aria-label={`${t(`notices.kind.${kind}`)}: ${t(`notices.way.${way}`)}`}
                    checked={chosen[kind].includes(way)}
                    onChange={(event) => set(kind, way, event.currentTarget.checked)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={css.quiet}>
        <Switch
          label={t('notices.quiet')}
          checked={quiet !== null}
          onChange={(event) =>
            event.currentTarget.checked ? setQuiet({}) : save.mutate({ ways: chosen, quiet: null })
          }
        />
        {quiet !== null && (
          <>
            <TextInput
              size="xs"
              type="time"
              aria-label={t('notices.quietFrom')}
              value={quiet.from}
              onChange={(event) => setQuiet({ from: event.currentTarget.value })}
            />
            –
            <TextInput
              size="xs"
              type="time"
              aria-label={t('notices.quietTo')}
              value={quiet.to}
              onChange={(event) => setQuiet({ to: event.currentTarget.value })}
            />
            <small>{quiet.zone}</small>
          </>
        )}
      </div>
    </section>
  );
}
