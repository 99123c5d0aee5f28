import { Button } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconCheck, IconInfoCircle, type Icon } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { Moment } from '../i18n/moment.js';
import { codeText, findText, problemText } from '../i18n/words.js';
import { toast } from '../shell/toast.js';
import css from './alerts.module.css';

type Alert = Schemas['Alert'];

const signs: Record<Alert['severity'], Icon> = {
  info: IconInfoCircle,
  warning: IconAlertTriangle,
  alarm: IconAlertOctagon,
};

/** Said above in words, or a name that only machines use. */
const unsaid: ReadonlySet<string> = new Set(['reason', 'because', 'channelId', 'interactionId']);

/** Details whose values are names of the server's. */
const wordsOf: Readonly<Record<string, (value: string) => string>> = {
  what: (what) => `alerts.what.${what}`,
  kinds: (kind) => `chat.finding.${kind}`,
  medium: (medium) => `medium.${medium}`,
  direction: (direction) => `alerts.direction.${direction}`,
};

/** One alert: what happened, what it means, what to do next. */
export function AlertRow({ alert }: { alert: Alert }) {
  const { t, i18n } = useTranslation();
  const Sign = signs[alert.severity];
  const code = alert.code.replace('.', '-');
  const say = (part: 'title' | 'means' | 'next') => findText(t, `alert.${code}.${part}`, alert.details);
  const why = alert.details['reason'] ?? alert.details['because'];
  const acknowledge = useMutation({
    mutationFn: () => take(api.POST('/api/v1/alerts/{id}/acknowledge', { params: { path: { id: alert.id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.alerts }),
    onError: (problem) => toast.bad(problemText(t, problem)),
  });
  const title = say('title') ?? t('alerts.unknown', { code: alert.code });
  return (
    <li className={css.alert} data-severity={alert.severity}>
      <Sign size={19} stroke={1.8} aria-label={t(`alerts.severity.${alert.severity}`)} />
      <div className={css.about}>
        <h2>
          {title} <Moment at={alert.at} />
        </h2>
        {say('means') !== null && <p>{say('means')}</p>}
        {typeof why === 'string' && (
          <p>
            {t('alerts.reason')} {codeText(t, why)}
          </p>
        )}
        {say('next') !== null && (
          <p className={css.next}>
            <b>{t('alerts.next')}</b> {say('next')}
          </p>
        )}
        <p className={css.facts}>
          {alert.client !== null && (
            <Link to="/clients/$clientId" params={{ clientId: alert.client.id }}>
              {alert.client.name}
            </Link>
          )}
          {alert.call !== null && (
            <span>
              {t(`alerts.call.${alert.call.direction}`)} <Moment at={alert.call.startedAt} />
            </span>
          )}
          {alert.employee !== null && <span>{alert.employee.name}</span>}
          {Object.entries(alert.details)
            .filter(([name]) => !unsaid.has(name))
            .map(([name, value]) => (
              <span key={name}>
                {findText(t, `alerts.detail.${name}`) ?? name}: {detailText(t, name, value, i18n.language)}
              </span>
            ))}
          <code>{alert.code}</code>
        </p>
      </div>
      {alert.acknowledgedAt === null ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconCheck size={14} aria-hidden />}
          loading={acknowledge.isPending}
          aria-label={t('alerts.acknowledgeOf', { title })}
          onClick={() => acknowledge.mutate()}
        >
          {t('alerts.acknowledge')}
        </Button>
      ) : (
        <span className={css.done}>
          {alert.acknowledgedBy?.name} <Moment at={alert.acknowledgedAt} />
        </span>
      )}
    </li>
  );
}

function detailText(t: TFunction, name: string, value: string | number, language: string): string {
  if (typeof value === 'number') return value.toLocaleString(language);
  const say = wordsOf[name];
  if (say !== undefined) {
    return value
      .split(', ')
      .map((each) => findText(t, say(each)) ?? each)
      .join(', ');
  }
  return /^\d{4}-\d\d-\d\dT/.test(value)
    ? new Date(value).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
    : value;
}
