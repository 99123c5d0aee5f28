import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconShieldX, type Icon } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take } from '../api/client.js';
import { Moment } from '../i18n/moment.js';
import { findText } from '../i18n/words.js';
import { SettingsFrame } from '../settings/settings-frame.js';
import { FormProblem } from '../shell/form-problem.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { HeldFiles } from './held-files.js';
import { scannerQuery, type Scanner } from './queries.js';
import css from './scanner.module.css';

/** Whether attachments are looked through, whether that works, and what was put away. */
export function ScannerPage() {
  const { t } = useTranslation();
  const maySeeFiles = useMay('protection.manage');
  const { data, error, refetch } = useQuery(scannerQuery);
  return (
    <SettingsFrame title={t('settings.title.scanner')}>
      <section className={page.section} aria-labelledby="scanner-stands">
        <h2 id="scanner-stands">{t('scanner.stands')}</h2>
        {data !== undefined ? (
          <Standing scanner={data} />
        ) : error !== null ? (
          <Trouble error={error} onRetry={() => void refetch()} />
        ) : (
          <RowsSkeleton rows={2} height={70} />
        )}
      </section>
      {data !== undefined && data.state !== 'none' && <Trial />}
      <section className={page.section} aria-labelledby="scanner-held">
        <h2 id="scanner-held">{t('scanner.held')}</h2>
        <p>{t(maySeeFiles ? 'scanner.heldText' : 'scanner.heldByOwner')}</p>
        {maySeeFiles && <HeldFiles />}
      </section>
    </SettingsFrame>
  );
}

const signs: Record<Scanner['state'], Icon> = {
  none: IconCircleDashed,
  well: IconCircleCheck,
  old: IconAlertTriangle,
  away: IconShieldX,
};

function Standing({ scanner }: { scanner: Scanner }) {
  const { t, i18n } = useTranslation();
  const { state, why, program, signatures, unchecked, lastScanAt } = scanner;
  const Sign = signs[state];
  const away = unchecked === 'deny' ? 'awayDeny' : 'awayAllow';
  const number = (value: number) => value.toLocaleString(i18n.language);
  const made = signatures?.at
    ? new Date(signatures.at).toLocaleDateString(i18n.language, { dateStyle: 'medium' })
    : '–';
  const facts: [string, React.ReactNode][] = [
    [t('scanner.lastScan'), lastScanAt === null ? t('scanner.never') : <Moment key="at" at={lastScanAt} />],
    [t('scanner.infected'), number(scanner.infected)],
    [t('scanner.refused'), number(scanner.refused)],
  ];
  if (state !== 'none') {
    facts.unshift(
      [t('scanner.unchecked'), t(`scanner.uncheckedOf.${unchecked}`)],
      [t('scanner.waiting'), `${number(scanner.waiting)}${scanner.waiting >= mostWaiting ? '+' : ''}`],
    );
  }
  if (program !== null) {
    const of = signatures && t('scanner.signaturesOf', { version: signatures.version, date: made });
    facts.unshift([t('scanner.program'), program], [t('scanner.signatures'), of ?? t('scanner.noSignatures')]);
  }
  return (
    <div className={css.standing} data-state={state}>
      <p className={css.state} role="status">
        <Sign size={20} stroke={1.8} aria-hidden />
        <b>{t(`scanner.state.${state}`)}</b>
      </p>
      <p>{t(`scanner.means.${state === 'away' ? away : state}`)}</p>
      {why !== null && <p>{t('scanner.why', { why: findText(t, `scanner.whyOf.${why}`) ?? why })}</p>}
      {state !== 'well' && <p className={css.next}>{t(`scanner.next.${state}`)}</p>}
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** As the server counts. */
const mostWaiting = 10_000;

/** Whether it finds what every scanner must find. */
function Trial() {
  const { t } = useTranslation();
  const trial = useMutation({ mutationFn: () => take(api.POST('/api/v1/scanner/test')) });
  const { data } = trial;
  return (
    <section className={page.section} aria-labelledby="scanner-test">
      <h2 id="scanner-test">{t('scanner.test')}</h2>
      <p>{t('scanner.testText')}</p>
      <Button size="xs" variant="default" loading={trial.isPending} onClick={() => trial.mutate()}>
        {t('scanner.test')}
      </Button>
      {data !== undefined && (
        <p className={css.outcome} data-outcome={data.outcome} role="status">
          {t(`scanner.outcome.${data.outcome}`, { threat: data.threat ?? '' })}
          {data.why !== null && ` ${t('scanner.why', { why: findText(t, `scanner.whyOf.${data.why}`) ?? data.why })}`}
        </p>
      )}
      <FormProblem error={trial.error} />
    </section>
  );
}
