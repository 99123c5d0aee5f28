import '../shell/mantine-dialog-css.js';
import '@mantine/core/styles/Progress.layer.css';
import { Button } from '@mantine/core';
import { IconBrandWhatsapp, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SettingsBack } from '../settings/settings-back.js';
import { Empty } from '../shell/empty.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { useMay } from '../shell/session.js';
import { Trouble } from '../shell/trouble.js';
import { NumberRow } from './number-row.js';
import { numbersQuery } from './queries.js';

/** The company's WhatsApp numbers and how they are. */
export function NumbersPage() {
  const { t } = useTranslation();
  const mayManage = useMay('whatsapp.manage');
  const { data, isPending, isError, error, refetch } = useQuery({ ...numbersQuery, refetchInterval: 30_000 });
  const add = (
    <Button component={Link} to="/whatsapp/new" size="xs" leftSection={<IconPlus size={15} aria-hidden />}>
      {t('whatsapp.add')}
    </Button>
  );
  const numbers = data?.items ?? [];
  return (
    <section className={page.page} aria-label={t('settings.title.whatsapp')}>
      <header className={page.head}>
        <SettingsBack />
        <h1>{t('settings.title.whatsapp')}</h1>
        <span className={page.spring} />
        {mayManage && numbers.length > 0 && add}
      </header>
      <div className={page.scroll}>
        {isPending ? (
          <RowsSkeleton rows={3} height={64} />
        ) : isError ? (
          <Trouble error={error} onRetry={() => void refetch()} />
        ) : numbers.length === 0 ? (
          <Empty
            icon={IconBrandWhatsapp}
            title={t('whatsapp.empty')}
            text={t(mayManage ? 'whatsapp.emptyText' : 'whatsapp.emptyTextOthers')}
          >
            {mayManage && add}
          </Empty>
        ) : (
          <ul className={page.box}>
            {numbers.map((number) => (
              <NumberRow key={number.id} number={number} mayManage={mayManage} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
