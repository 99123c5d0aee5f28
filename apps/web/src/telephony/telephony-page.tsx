import '../shell/mantine-dialog-css.js';
import '@mantine/core/styles/Progress.layer.css';
import { Button } from '@mantine/core';
import { IconListCheck, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SettingsBack } from '../settings/settings-back.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay, useMe } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { Blocked } from './blocked.js';
import { Devices } from './devices.js';
import { Engine } from './engine.js';
import { Numbers } from './numbers.js';
import { telephonyQuery } from './queries.js';
import css from './telephony.module.css';
import { Trunks } from './trunks.js';

/** The company's telephone: the engine, provider accounts, numbers, one's own devices, and what is allowed. */
export function TelephonyPage() {
  const { t } = useTranslation();
  const me = useMe();
  const mayManage = useMay('telephony.manage');
  const mayCall = useMay('calls.make');
  const { data, isPending, isError, error, refetch } = useQuery(telephonyQuery);
  return (
    <section className={page.page} aria-label={t('settings.title.telephony')}>
      <header className={page.head}>
        <SettingsBack />
        <h1>{t('settings.title.telephony')}</h1>
        <span className={page.spring} />
        <div className={page.many}>
          <Button
            component={Link}
            to="/telephony/extensions"
            size="xs"
            variant="default"
            leftSection={<IconUsersGroup size={15} aria-hidden />}
          >
            {t('telephony.extensions')}
          </Button>
          <Button
            component={Link}
            to="/telephony/policy"
            size="xs"
            variant="default"
            leftSection={<IconListCheck size={15} aria-hidden />}
          >
            {t('telephony.policy')}
          </Button>
        </div>
      </header>
      <div className={page.scroll}>
        {isPending ? (
          <RowsSkeleton rows={4} height={56} />
        ) : isError ? (
          <Trouble error={error} onRetry={() => void refetch()} />
        ) : (
          <>
            <Engine engine={data.engine} mayManage={mayManage} />
            {mayManage && <Trunks />}
            {mayManage && <Numbers trunks={data.trunks} />}
            {mayManage && <Blocked />}
            {!mayManage && data.numbers > 0 && (
              <p className={css.counted}>{t('telephony.numbersCounted', { count: data.numbers })}</p>
            )}
            {mayCall && <Devices employeeId={me.id} own extension={data.myExtension} />}
          </>
        )}
      </div>
    </section>
  );
}
