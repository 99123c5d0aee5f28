import '../../shell/mantine-field-css.js';
import '@mantine/core/styles/Progress.layer.css';
import '@mantine/core/styles/NumberInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { ActionIcon } from '@mantine/core';
import { IconArrowLeft, IconMailbox, IconMailDown } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { keys } from '../../api/keys.js';
import { queryClient } from '../../api/query-client.js';
import { FileDrop } from '../../clients/importing/file-drop.js';
import { Moment } from '../../i18n/moment.js';
import css from '../../clients/importing/importing.module.css';
import { Empty } from '../../shell/empty.js';
import { ListEnd } from '../../shell/list-end.js';
import page from '../../shell/page.module.css';
import { RowsSkeleton } from '../../shell/rows-skeleton.js';
import { Trouble } from '../../shell/trouble.js';
import { mailImportsQuery, type MailImport } from './queries.js';
import { ServerSource } from './server-source.js';
import { Steps } from './steps.js';
import { uploadLetters } from './upload-letters.js';

/** Where old letters are: in a file, or still on a mail server; and those that were brought here before. */
export function OldMailPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useInfiniteQuery(mailImportsQuery);
  const items = query.data?.pages.flatMap((each) => each.items) ?? [];
  const goOn = ({ id }: MailImport) => void navigate({ to: '/mailboxes/import/$importId', params: { importId: id } });
  return (
    <section className={page.page}>
      <header className={page.head}>
        <ActionIcon component={Link} to="/mailboxes" variant="subtle" color="gray" aria-label={t('act.back')}>
          <IconArrowLeft size={19} aria-hidden />
        </ActionIcon>
        <h1>{t('oldMail.title')}</h1>
      </header>
      <div className={page.scroll}>
        <Steps now="source" />
        <p className={css.about}>{t('oldMail.text')}</p>
        <FileDrop
          sign={IconMailDown}
          words={{ drop: t('oldMail.drop'), about: t('oldMail.dropAbout') }}
          upload={uploadLetters}
          onUploaded={(uploaded) => {
            queryClient.setQueryData(keys.mailImportOf(uploaded.id), uploaded);
            goOn(uploaded);
          }}
          onSettled={() => void queryClient.invalidateQueries({ queryKey: keys.mailImports })}
        />
        <ServerSource onAdded={goOn} />
        <section className={page.section}>
          <div className={page.sectionHead}>
            <h2>{t('oldMail.former')}</h2>
          </div>
          {query.isPending ? (
            <RowsSkeleton rows={3} height={48} />
          ) : query.isError && items.length === 0 ? (
            <Trouble error={query.error} onRetry={() => void query.refetch()} />
          ) : items.length === 0 ? (
            <Empty icon={IconMailbox} title={t('oldMail.none')} text={t('oldMail.noneText')} />
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

function Row({ item }: { item: MailImport }) {
  const { t, i18n } = useTranslation();
  const { did, undid } = item;
  const number = (n: number) => n.toLocaleString(i18n.language);
  const brought = (did?.verdicts['placed'] ?? 0) + (did?.verdicts['unplaced'] ?? 0);
  const facts = [
    ...(brought > 0 ? [`${t('oldMail.brought')}: ${number(brought)}`] : []),
    ...(undid ? [`${t('oldMail.withdrawn')}: ${number(undid.withdrawn)}`] : []),
  ];
  return (
    <li>
      <Link className={css.former} to="/mailboxes/import/$importId" params={{ importId: item.id }}>
        <span className={css.what}>
          <b dir="auto">{item.name}</b>
          <small>
            {item.createdBy.name} · <Moment at={item.createdAt} />
            {facts.map((fact) => ` · ${fact}`)}
          </small>
        </span>
        <span className={css.state} data-state={item.state}>
          {t(`oldMail.state.${item.state}`)}
        </span>
      </Link>
    </li>
  );
}
