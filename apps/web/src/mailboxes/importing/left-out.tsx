import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import css from '../../clients/importing/importing.module.css';
import { Moment } from '../../i18n/moment.js';
import { findText } from '../../i18n/words.js';
import { ListEnd } from '../../shell/list-end.js';
import page from '../../shell/page.module.css';
import { leftOutQuery, type MailImport, type MailTally } from './queries.js';

const here = new Set(['placed', 'unplaced', 'known', 'twice']);

/** Letters that are not here, one by one, and the file of them. */
export function LeftOut({ item, tally }: { item: MailImport; tally: MailTally }) {
  const { t, i18n } = useTranslation();
  const count = Object.entries(tally.verdicts).reduce((sum, [name, n]) => sum + (here.has(name) ? 0 : n), 0);
  const query = useInfiniteQuery({ ...leftOutQuery(item.id), enabled: count > 0 });
  if (count === 0) return null;
  const letters = query.data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <section className={page.section}>
      <div className={page.sectionHead}>
        <h2>{t('oldMail.leftOut')}</h2>
        <Button
          component="a"
          href={`/api/v1/mail-imports/${item.id}/report?language=${i18n.language.slice(0, 2)}`}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          {t('oldMail.report')}
        </Button>
      </div>
      <ul className={page.box}>
        {letters.map(({ number, verdict, at, counterpart, subject, place }) => (
          <li key={number} className={css.problem}>
            <span>{at === null ? '' : <Moment at={at} />}</span>
            <span dir="auto">
              {subject || counterpart || place}
              <small>
                {[findText(t, `oldMail.verdict.${verdict}`) ?? verdict, counterpart, place].filter(Boolean).join(' · ')}
              </small>
            </span>
          </li>
        ))}
        <ListEnd query={query} />
      </ul>
    </section>
  );
}
