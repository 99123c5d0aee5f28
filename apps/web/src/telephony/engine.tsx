import { Button, Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconDownload,
  IconLoader2,
  IconPhoneOff,
  IconQuestionMark,
  type Icon,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';
import { adviceText, codeText } from '../i18n/words.js';
import { FormProblem } from '../shell/form-problem.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import page from '../shell/page.module.css';
import css from './telephony.module.css';

type EngineState = Schemas['TelephoneEngine'];

const signs: Record<EngineState['state'], { icon: Icon; tone: 'ok' | 'warn' | 'dim' }> = {
  unknown: { icon: IconQuestionMark, tone: 'dim' },
  absent: { icon: IconPhoneOff, tone: 'warn' },
  installing: { icon: IconDownload, tone: 'dim' },
  starting: { icon: IconLoader2, tone: 'dim' },
  up: { icon: IconCircleCheck, tone: 'ok' },
  down: { icon: IconAlertTriangle, tone: 'warn' },
};

/** What carries the calls, how it is, and how to get it. */
export function Engine({ engine, mayManage }: { engine: EngineState; mayManage: boolean }) {
  const { t } = useTranslation();
  const { icon: Sign, tone } = signs[engine.state];
  const install = useMutation({
    mutationFn: () => take(api.POST('/api/v1/telephony/engine')),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.telephony }),
  });
  const missing = engine.state === 'absent';
  // That it is missing is said already.
  const code = missing && engine.code === 'telephony.engine-missing' ? null : engine.code;
  return (
    <section className={page.section} aria-labelledby="engine-title">
      <div className={page.sectionHead}>
        <h2 id="engine-title">{t('engine.title')}</h2>
      </div>
      <div className={`${page.box} ${css.engine}`}>
        <div className={mailboxes.about}>
          <p className={mailboxes.state} data-tone={tone} role="status">
            <Sign size={15} aria-hidden />
            <span>
              {t(`engine.state.${engine.state}`)}
              {code !== null && <> · {codeText(t, code)}</>}
            </span>
          </p>
          {code !== null && <p className={mailboxes.advice}>{adviceText(t, code)}</p>}
          {engine.version !== null && (
            <p className={mailboxes.traffic}>
              Asterisk {engine.version}
              {engine.source !== null && ` · ${t(`engine.source.${engine.source}`)}`}
            </p>
          )}
          {engine.detail !== null && (
            <p className={mailboxes.advice}>
              <code>{engine.detail}</code>
            </p>
          )}
          {engine.progress !== null && engine.state === 'installing' && <Fetching progress={engine.progress} />}
        </div>
        {missing && mayManage && (
          <div className={css.consent}>
            <p>{t('engine.consent')}</p>
            <ul>
              <li>{t('engine.what')}</li>
              <li>{t('engine.from')}</li>
              <li>{t('engine.size')}</li>
              <li>{t('engine.where')}</li>
            </ul>
            <Button size="xs" loading={install.isPending} onClick={() => install.mutate()}>
              {t('engine.install')}
            </Button>
            <p className={css.otherwise}>
              {t('engine.otherwise')} <code>KEEPLINE_ARI_URL=http://user:password@host:8088</code>
            </p>
            <FormProblem error={install.error} />
          </div>
        )}
        {missing && !mayManage && <p className={css.consent}>{t('engine.askOthers')}</p>}
      </div>
    </section>
  );
}

/** Counted in packages. */
function Fetching({ progress }: { progress: NonNullable<EngineState['progress']> }) {
  const { t, i18n } = useTranslation();
  const known = progress.total > 0;
  const count = (value: number) => value.toLocaleString(i18n.language);
  return (
    <div className={mailboxes.progress}>
      <Progress
        value={known ? (progress.done / progress.total) * 100 : 100}
        animated={!known}
        size="sm"
        aria-label={t(`engine.step.${progress.step}`)}
      />
      <span>
        {t(`engine.step.${progress.step}`)}
        {known && ` ${t('mailboxes.progress', { done: count(progress.done), total: count(progress.total) })}`}
      </span>
    </div>
  );
}
