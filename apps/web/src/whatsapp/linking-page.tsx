import { Button, Loader } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { adviceText, codeText } from '../i18n/words.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import { FormProblem } from '../shell/form-problem.js';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { linkingQuery, numbersQuery, type WhatsappNumber } from './queries.js';
import { Standing } from './standing-lines.js';
import { useNow } from './use-now.js';
import own from './whatsapp.module.css';
import { WhatsappFrame } from './whatsapp-frame.js';

const QrPicture = lazy(async () => ({ default: (await import('../shell/qr-picture.js')).QrPicture }));

type Linking = Schemas['WhatsappLinking'];

/** Linking the phone: a QR that is always fresh, or a code to type; then how the import goes. */
export function LinkingPage() {
  const { t } = useTranslation();
  const { channelId } = useParams({ from: '/inside/whatsapp/$channelId/link' });
  const numbers = useQuery({ ...numbersQuery, refetchInterval: 10_000 });
  const number = numbers.data?.items.find((each) => each.id === channelId);
  const linking = useQuery({ ...linkingQuery(channelId), enabled: number?.enabled !== false });
  const failed = linking.error ?? numbers.error;
  return (
    <WhatsappFrame title={t('whatsapp.linkTitle', { name: number?.name ?? '' })}>
      {number?.enabled === false ? (
        <SwitchedOff number={number} />
      ) : linking.data !== undefined && number !== undefined ? (
        <Steps number={number} linking={linking.data} />
      ) : failed !== null ? (
        <Trouble error={failed} onRetry={() => void Promise.all([linking.refetch(), numbers.refetch()])} />
      ) : (
        <RowsSkeleton rows={4} height={60} />
      )}
    </WhatsappFrame>
  );
}

const linkedStates: ReadonlySet<Linking['state']> = new Set(['syncing', 'ready', 'degraded']);

function Steps({ number, linking }: { number: WhatsappNumber; linking: Linking }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const begin = useMutation({
    mutationFn: (way: 'qr' | 'code' | 'cancel') =>
      take(api.POST('/api/v1/whatsapp/numbers/{id}/linking', { params: { path: { id: number.id } }, body: { way } })),
    onSuccess: (now, way) => {
      queryClient.setQueryData(keys.whatsappLinking(number.id), now);
      if (way === 'cancel') void navigate({ to: '/whatsapp' });
    },
  });
  const { mutate } = begin;
  // Whoever opens this page wants to link: it does not ask once more.
  const begun = useRef(false);
  const rests = linking.state === 'unlinked' || linking.state === 'waiting';
  const idle = rests && linking.qr === null && linking.pairing === null;
  useEffect(() => {
    if (begun.current || !idle) return;
    begun.current = true;
    mutate('qr');
  }, [idle, mutate]);

  if (linking.linked !== null && linkedStates.has(linking.state)) return <Linked number={number} linking={linking} />;
  return (
    <>
      {linking.code !== null && (
        <p className={mailboxes.hint} role="alert">
          <span>
            <b>{codeText(t, linking.code)}</b> {adviceText(t, linking.code)}
          </span>
        </p>
      )}
      <FormProblem error={begin.error} />
      <div className={own.linking}>
        {linking.pairing === null ? (
          <Qr qr={linking.qr} stopped={idle && !begin.isIdle && !begin.isPending} onAgain={() => mutate('qr')} />
        ) : (
          <div className={own.qr}>
            <div className={own.qrWait} style={{ color: '#1b1d22' }}>
              {t('whatsapp.typeThis')}
              <strong className={own.code} aria-label={[...linking.pairing.text].join(' ')}>
                {inHalves(linking.pairing.text)}
              </strong>
              <Left until={linking.pairing.expiresAt} />
            </div>
          </div>
        )}
        <div>
          <ol className={own.steps}>
            <li>{t('whatsapp.step.open', { number: number.number })}</li>
            <li>{t('whatsapp.step.devices')}</li>
            <li>{t(linking.pairing === null ? 'whatsapp.step.scan' : 'whatsapp.step.type')}</li>
          </ol>
          <p style={{ color: 'var(--k-dim)', fontSize: '0.8125rem' }}>{t('whatsapp.step.wait')}</p>
          <div className={own.healthActs}>
            <Button
              size="compact-sm"
              variant="default"
              loading={begin.isPending}
              onClick={() => mutate(linking.pairing === null ? 'code' : 'qr')}
            >
              {t(linking.pairing === null ? 'whatsapp.byCode' : 'whatsapp.byQr')}
            </Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => mutate('cancel')}>
              {t('act.cancel')}
            </Button>
          </div>
        </div>
      </div>
    </>
  );
}

const inHalves = (code: string): string => (/^\w{8}$/.test(code) ? `${code.slice(0, 4)}-${code.slice(4)}` : code);

/** @param stopped no code is coming by itself: what was begun came to its end */
function Qr({ qr, stopped, onAgain }: { qr: Linking['qr']; stopped: boolean; onAgain: () => void }) {
  const { t } = useTranslation();
  const now = useNow(1_000);
  const old = qr !== null && qr.expiresAt !== null && new Date(qr.expiresAt).getTime() < now;
  const again = old || stopped;
  return (
    <div className={own.qr} data-old={old || undefined}>
      {qr === null || old ? (
        <div className={own.qrWait} role="status">
          {!again && <Loader size={26} color="gray" />}
          {t(old ? 'whatsapp.qrOld' : stopped ? 'whatsapp.qrStopped' : 'whatsapp.qrWait')}
          {again && (
            <Button size="compact-sm" variant="default" onClick={onAgain}>
              {t('whatsapp.qrAgain')}
            </Button>
          )}
        </div>
      ) : (
        <Suspense>
          <QrPicture text={qr.text} label={t('whatsapp.qr')} />
        </Suspense>
      )}
    </div>
  );
}

function Left({ until }: { until: string | null }) {
  const { t } = useTranslation();
  const now = useNow(1_000);
  if (until === null) return null;
  const seconds = Math.max(0, Math.round((new Date(until).getTime() - now) / 1_000));
  return <span>{t('whatsapp.validFor', { count: seconds })}</span>;
}

/** Nothing can be linked to it before somebody switches it on. */
function SwitchedOff({ number }: { number: WhatsappNumber }) {
  const { t } = useTranslation();
  return (
    <section className={own.linked}>
      <Standing number={number} />
      <Button component={Link} to={`/whatsapp/${number.id}`}>
        {t('mailboxes.settings')}
      </Button>
    </section>
  );
}

/** It is done: which account, and how much of the past is still coming. */
function Linked({ number, linking }: { number: WhatsappNumber; linking: Linking }) {
  const { t } = useTranslation();
  return (
    <section className={own.linked} role="status">
      <IconCircleCheck size={44} stroke={1.5} aria-hidden />
      <h2>{t('whatsapp.done')}</h2>
      <p>
        {linking.linked?.number}
        {linking.linked?.name != null && ` · ${linking.linked.name}`}
        {linking.linked?.platform != null && ` · ${linking.linked.platform}`}
      </p>
      <Standing number={number} />
      <p>{t(number.progress === null ? 'whatsapp.doneText' : 'whatsapp.importing')}</p>
      <Button component={Link} to="/whatsapp">
        {t('whatsapp.toNumbers')}
      </Button>
    </section>
  );
}
