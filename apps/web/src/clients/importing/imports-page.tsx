import '../../shell/mantine-field-css.js';
import '@mantine/core/styles/Progress.layer.css';
import { ActionIcon } from '@mantine/core';
import { IconArrowLeft, IconFileImport, IconFileSpreadsheet } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { uploadClients } from '../../api/uploads.js';
import { Moment } from '../../i18n/moment.js';
import { Empty } from '../../shell/empty.js';
import { ListEnd } from '../../shell/list-end.js';
import page from '../../shell/page.module.css';
import { RowsSkeleton } from '../../shell/rows-skeleton.js';
import { Trouble } from '../../shell/trouble.js';
import { FileDrop } from './file-drop.js';
import css from './importing.module.css';
import { importsQuery, type ClientImport } from './queries.js';
import { Steps } from './steps.js';

/** A new file of clients, and those that came before. */
export function ImportsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useInfiniteQuery(importsQuery);
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <section className={page.page}>
      <header className={page.head}>
        <ActionIcon component={Link} to="/clients" variant="subtle" color="gray" aria-label={t('act.back')}>
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
        <h1>{t('importing.title')}</h1>
      </header>
      <div className={page.scroll}>
        <Steps now="file" />
        <p className={css.about}>{t('importing.text')}</p>
        <FileDrop
          sign={IconFileImport}
          words={{ drop: t('importing.drop'), about: t('importing.dropAbout') }}
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          upload={uploadClients}
          onUploaded={(uploaded) => {
            queryClient.setQueryData(keys.importOf(uploaded.id), uploaded);
            void queryClient.invalidateQueries({ queryKey: keys.imports });
            void navigate({ to: '/clients/import/$importId', params: { importId: uploaded.id } });
          }}
        />
        <section className={page.section}>
          <div className={page.sectionHead}>
            <h2>{t('importing.former')}</h2>
          </div>
          {query.isPending ? (
            <RowsSkeleton rows={3} height={48} />
          ) : query.isError && items.length === 0 ? (
            <Trouble error={query.error} onRetry={() => void query.refetch()} />
          ) : items.length === 0 ? (
            <Empty icon={IconFileSpreadsheet} title={t('importing.none')} text={t('importing.noneText')} />
          ) : (
            <ul className={page.box}>
              {items.map((item) => (
                <Row key={item.id} item={item} />
              ))}
              <ListEnd query={query} />
            </ul>
          )}
        </section>
      </div>
    </section>
  );
}

function Row({ item }: { item: ClientImport }) {
  const { t, i18n } = useTranslation();
  const { did, undid } = item;
  const number = (n: number) => n.toLocaleString(i18n.language);
  const facts = [
    ...(did && did.created + did.companies > 0
      ? [`${t('importing.tally.created')}: ${number(did.created + did.companies)}`]
      : []),
    ...(did && did.changed > 0 ? [`${t('importing.tally.changed')}: ${number(did.changed)}`] : []),
    ...(did && did.failed + did.twice > 0 ? [`${t('importing.tally.failed')}: ${number(did.failed + did.twice)}`] : []),
    ...(undid ? [`${t('importing.removed')}: ${number(undid.removed)}`] : []),
  ];
  return (
    <li>
      <Link className={css.former} to="/clients/import/$importId" params={{ importId: item.id }}>
        <span className={css.what}>
          <b dir="auto">{item.name}</b>
          <small>
            {item.createdBy.name} · <Moment at={item.createdAt} />
            {facts.map((fact) => ` · ${fact}`)}
          </small>
        </span>
        <span className={css.state} data-state={item.state}>
          {t(`importing.state.${item.state}`)}
        </span>
      </Link>
    </li>
  );
}
