import { Button } from '@mantine/core';
import { IconClockHour4, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HeldFile } from '../files/lazy.js';
import { Moment } from '../i18n/moment.js';
import { Empty } from '../shell/empty.js';
import { ListEnd } from '../shell/list-end.js';
import page from '../shell/page.module.css';
import { RowsSkeleton } from '../shell/rows-skeleton.js';
import { Trouble } from '../shell/trouble.js';
import { heldFilesQuery, type HeldFileRow } from './queries.js';
import css from './scanner.module.css';

/** What is put away, with the card that it stands on, and the way to it for whoever may let it out. */
export function HeldFiles() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<HeldFileRow | null>(null);
  const query = useInfiniteQuery(heldFilesQuery);
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  if (query.isPending) return <RowsSkeleton rows={2} height={56} />;
  if (query.isError && items.length === 0) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  if (items.length === 0)
    return <Empty icon={IconShieldCheck} title={t('scanner.noneHeld')} text={t('scanner.noneHeldText')} />;
  return (
    <>
      <ul className={page.box}>
        {items.map((file) => (
          <Row key={`${file.interactionId} ${file.n}`} file={file} onOpen={() => setOpen(file)} />
        ))}
        <ListEnd query={query} />
      </ul>
      <Suspense fallback={null}>
        {open !== null && <HeldFile interactionId={open.interactionId} file={open} onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  );
}

function Row({ file, onOpen }: { file: HeldFileRow; onOpen: () => void }) {
  const { t } = useTranslation();
  const Sign = file.scan === 'infected' ? IconShieldX : IconClockHour4;
  const name = file.name || t('timeline.noName');
  return (
    <li className={css.held} data-scan={file.scan}>
      <Sign size={19} stroke={1.7} aria-hidden />
      <div>
        <b>{name}</b>
        <small>
          {file.scan === 'infected' ? file.threat : t('files.held.unscannable.title')}
          {' · '}
          <Moment at={file.occurredAt} />
          {' · '}
          {file.client === null ? (
            t('scanner.nobodys')
          ) : (
            <Link to="/clients/$clientId" params={{ clientId: file.client.id }} search={{ entry: file.interactionId }}>
              {file.client.name}
            </Link>
          )}
        </small>
      </div>
      <Button size="compact-sm" variant="default" aria-label={t('scanner.open', { name })} onClick={onOpen}>
        {t('scanner.look')}
      </Button>
    </li>
  );
}
