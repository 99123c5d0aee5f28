import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconLoader2,
  IconPlayerPause,
  IconPlus,
  IconServer2,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { adviceText, codeText } from '../i18n/words.js';
import mailboxes from '../mailboxes/mailboxes.module.css';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { trunksQuery } from './queries.js';

type Trunk = Schemas['Trunk'];

const signs: Record<Trunk['state'], { icon: Icon; tone: 'ok' | 'warn' | 'dim' }> = {
  online: { icon: IconCircleCheck, tone: 'ok' },
  connecting: { icon: IconLoader2, tone: 'dim' },
  waiting: { icon: IconAlertTriangle, tone: 'warn' },
  off: { icon: IconPlayerPause, tone: 'dim' },
};

/** The company's accounts with telephone providers. */
export function Trunks() {
  const { t } = useTranslation();
  const { data, isPending, isError, error, refetch } = useQuery(trunksQuery);
  const trunks = data?.items ?? [];
  return (
    <section className={page.section} aria-labelledby="trunks-title">
      <div className={page.sectionHead}>
        <h2 id="trunks-title">{t('trunks.title')}</h2>
        <Button
          component={Link}
          to="/telephony/trunks/new"
          size="xs"
          variant={trunks.length === 0 ? 'filled' : 'default'}
          leftSection={<IconPlus size={15} aria-hidden />}
        >
          {t('trunks.connect')}
        </Button>
      </div>
      {isPending ? (
        <RowsSkeleton rows={2} height={56} />
      ) : isError ? (
        <Trouble error={error} onRetry={() => void refetch()} />
      ) : trunks.length === 0 ? (
        <p>{t('trunks.none')}</p>
      ) : (
        <ul className={page.box}>
          {trunks.map((trunk) => (
            <TrunkRow key={trunk.id} trunk={trunk} />
          ))}
        </ul>
      )}
    </section>
  );
}

function TrunkRow({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const state = trunk.enabled ? trunk.state : 'off';
  const { icon: Sign, tone } = signs[state];
  const trouble = trunk.enabled ? trunk.code : null;
  return (
    <li className={mailboxes.channel}>
      <IconServer2 size={20} stroke={1.7} color="var(--k-phone)" aria-hidden />
      <div className={mailboxes.about}>
        <h3>
          {trunk.name} <span>{trunk.settings.host}</span>
        </h3>
        <p className={mailboxes.state} data-tone={trouble === null ? tone : 'warn'}>
          <Sign size={15} aria-hidden />
          <span>
            {t(trunk.settings.registration || state !== 'online' ? `trunks.state.${state}` : 'trunks.reached')}
            {trouble !== null && <> · {codeText(t, trouble)}</>}
          </span>
        </p>
        {trouble !== null && (
          <p className={mailboxes.advice}>
            {adviceText(t, trouble)}
            {trunk.detail !== null && <code>{trunk.detail}</code>}
          </p>
        )}
        <p className={mailboxes.traffic}>
          {trunk.numbers.length === 0
            ? t('trunks.noNumbers')
            : trunk.numbers.map(({ number, name }) => `${number} (${name})`).join(', ')}
        </p>
      </div>
      <Button
        component={Link}
        to={`/telephony/trunks/${trunk.id}`}
        size="compact-sm"
        variant={trouble === null ? 'default' : 'filled'}
        aria-label={t('trunks.settingsOf', { name: trunk.name })}
      >
        {t(trouble === null ? 'mailboxes.settings' : 'mailboxes.repair')}
      </Button>
    </li>
  );
}
